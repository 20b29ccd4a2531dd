//! Behaviour through the doors, and agreement with standards. One binary; each module says what belongs in it.

mod shacl;
