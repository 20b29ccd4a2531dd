//! Behaviour through the doors. One binary, one module a door.

mod door;
