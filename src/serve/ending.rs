//! Being asked to end: by Ctrl-C, by the system, or since the terminal is closed.

use std::io;

/// Listens for the wish that the process end. Whoever asks before this is here ends the process at once.
pub struct Ending {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl Ending {
    /// Listens from now on. To be called within a runtime.
    ///
    /// # Errors
    /// When the system cannot be listened to.
    pub fn listen() -> io::Result<Ending> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            // A closed terminal ends the process by itself, unless it was started with `nohup`: listening would undo that.
            Ok(Ending { signals: [signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?] })
        }
        #[cfg(not(unix))]
        Ok(Ending {})
    }

    /// Waits until the process is asked to end.
    pub async fn wait(&mut self) {
        #[cfg(unix)]
        {
            let [int, term] = &mut self.signals;
            tokio::select! {
                _ = int.recv() => {}
                _ = term.recv() => {}
            }
        }
        #[cfg(not(unix))]
        {
            // Where it cannot be waited for, the process ends as soon as it is asked to.
            let _ = tokio::signal::ctrl_c().await;
        }
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
    let mut asked = runtime.block_on(async { Ending::listen() })?;
    std::thread::Builder::new().name("end".to_string()).spawn(move || {
        runtime.block_on(asked.wait());
        end();
        runtime.block_on(asked.wait());
        std::process::exit(130);
    })?;
    Ok(())
}
