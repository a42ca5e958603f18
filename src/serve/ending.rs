//! Being asked to end: by Ctrl-C, by the system, or since the terminal is closed.

use std::io;

/// Waits until the process is asked to end.
pub async fn asked() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut term), Ok(mut hang_up)) = (signal(SignalKind::terminate()), signal(SignalKind::hangup())) else {
            // Without the others there is still Ctrl-C.
            let _ = tokio::signal::ctrl_c().await;
            return;
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = term.recv() => {}
            _ = hang_up.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        // Where it cannot be waited for, the process ends as soon as it is asked to.
        let _ = tokio::signal::ctrl_c().await;
    }
}

/// Calls `end` when the process is asked to end, on a thread of its own. Whoever asks twice does not want to wait: then the
/// process ends at once.
///
/// # Errors
/// When the system cannot be listened to.
#[expect(clippy::exit, reason = "the user asked for it twice")]
pub fn when_asked(end: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("end".to_string()).spawn(move || {
        runtime.block_on(asked());
        end();
        runtime.block_on(asked());
        std::process::exit(130);
    })?;
    Ok(())
}
