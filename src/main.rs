//! The binary: hands its arguments to [`whatworks::cli`].

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    whatworks::cli::run()
}
