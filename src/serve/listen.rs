//! Taking connections, and stopping: signals, reloads, and the end in which what was taken is finished.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

use super::door::{Door, Seat};
use super::engine::{Engine, Loaded};
use super::farewell;
use super::patient::Patient;
use super::routes::{self, App};
use super::sink::Held;
use super::{Load, Notice, Settings};

/// Threads that wait on connections; they do little else.
const WAITERS: usize = 2;
/// Pause when the system lets no more connections in, and how many idle ones make room then.
const CROWDED: Duration = Duration::from_millis(20);
const ROOM: usize = 64;
/// How often it is looked whether the last connection has ended.
const LOOK: Duration = Duration::from_millis(10);

/// Why serving could not start, or ended before it was told to.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError<E> {
    /// The address cannot be listened on, or threads cannot be made.
    #[error("{0}")]
    System(#[from] io::Error),
    /// Rules or model cannot be loaded.
    #[error("rules or model are wrong")]
    Load(E),
}

/// Serves until SIGINT or SIGTERM (Ctrl-C elsewhere), then finishes what it took; a second one ends that at once. SIGHUP loads
/// rules and model anew. `tell` hears what happens, on the thread this is called on.
///
/// # Errors
/// If nothing can be loaded, or the address cannot be listened on.
pub fn run<E: Send + 'static>(
    settings: Settings,
    load: &Load<E>,
    mut tell: impl FnMut(Notice<E>),
) -> Result<(), ServeError<E>> {
    let assessor = load().map_err(ServeError::Load)?;
    let engine = Engine::new(assessor, settings.threads, settings.limits.queue).map_err(io::Error::other)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WAITERS).enable_all().build()?;
    runtime.block_on(serve(settings, engine, load, &mut tell))?;
    // Streams whose other end gives nothing may still wait; nobody hears them any more.
    runtime.shutdown_background();
    Ok(())
}

async fn serve<E: Send + 'static>(
    settings: Settings,
    engine: Engine,
    load: &Load<E>,
    tell: &mut impl FnMut(Notice<E>),
) -> io::Result<()> {
    let limits = settings.limits;
    let listener = TcpListener::bind(settings.listen).await?;
    let mut signals = Signals::new()?;
    let address = listener.local_addr()?;
    let door = Arc::new(Door::default());
    let app = Arc::new(App::new(settings, engine, Arc::clone(&door)));
    let router = routes::router(Arc::clone(&app));
    let (stop, stopping) = watch::channel(false);
    let (reloaded, mut reloads) = mpsc::channel(1);
    // Whether rules and model are being loaded, and whether it was asked for again since.
    let (mut loading, mut again) = (false, false);
    tell(Notice::Listening(address));
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Without a seat the connection is closed.
                    if let Some(seat) = door.enter(limits.connections, Duration::ZERO) {
                        tokio::spawn(attend(stream, Arc::clone(&app), router.clone(), seat, stopping.clone()));
                    }
                }
                Err(_) => {
                    door.make_room(ROOM);
                    sleep(CROWDED).await;
                }
            },
            signal = signals.next() => match signal {
                Signal::Stop => break,
                Signal::Reload if loading => again = true,
                Signal::Reload => {
                    loading = true;
                    reload(Arc::clone(load), reloaded.clone());
                }
            },
            Some(loaded) = reloads.recv() => {
                match loaded {
                    Some(loaded) => tell(take(&app, loaded)),
                    None => app.metrics.reloaded(false),
                }
                loading = std::mem::take(&mut again);
                if loading {
                    reload(Arc::clone(load), reloaded.clone());
                }
            },
        }
    }
    drop(listener);
    tell(Notice::Stopping);
    // Nobody hears it when there is no connection.
    let _ = stop.send(true);
    let emptied = async {
        while door.open() > 0 {
            sleep(LOOK).await;
        }
    };
    let told_again = async { while !matches!(signals.next().await, Signal::Stop) {} };
    tokio::select! {
        ended = timeout(limits.grace, emptied) => if ended.is_err() { tell(Notice::Cut(door.open())) },
        () = told_again => tell(Notice::Cut(door.open())),
    }
    Ok(())
}

/// Loads rules and model on a thread of its own; requests go on meanwhile. Tells none if loading panics.
fn reload<E: Send + 'static>(load: Load<E>, reloaded: mpsc::Sender<Option<Result<Loaded, E>>>) {
    tokio::task::spawn_blocking(move || {
        let loaded = catch_unwind(AssertUnwindSafe(|| load().map(Loaded::new))).ok();
        // Nobody waits for it any more once serving has ended.
        let _ = reloaded.blocking_send(loaded);
    });
}

/// Takes what was loaded into use, if it is right.
fn take<E>(app: &App, loaded: Result<Loaded, E>) -> Notice<E> {
    match loaded {
        Ok(loaded) => {
            let (rules, model) = (loaded.run.rules.clone(), loaded.run.model.clone());
            app.metrics.reloaded(true);
            app.engine.replace(loaded);
            Notice::Reloaded { rules, model }
        }
        Err(error) => {
            app.metrics.reloaded(false);
            Notice::NotReloaded(error)
        }
    }
}

/// Answers on one connection until it ends, has to make room, or serving ends.
async fn attend(
    stream: TcpStream,
    app: Arc<App>,
    router: Router,
    seat: Arc<Seat>,
    mut stopping: watch::Receiver<bool>,
) {
    let (began, limits) = (Instant::now(), &app.settings.limits);
    // Answers are small; a system that does not take the hint is no reason not to answer.
    let _ = stream.set_nodelay(true);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.header_time);
    // A caller that closes is taken to have gone, so that nobody's work is done in vain: no half-closed connections.
    http.max_buf_size(limits.header).max_headers(limits.headers);
    let router = TowerToHyperService::new(router);
    let guest = Arc::clone(&seat);
    let answer = service_fn(move |request: Request<Incoming>| {
        let busy = guest.busy();
        let answered = router.call(request);
        Box::pin(async move {
            let response: Response<Body> = answered.await?;
            Ok::<_, Infallible>(response.map(|body| Held::new(body, busy)))
        })
    });
    let io = TokioIo::new(Patient::new(stream, limits.stall, Arc::clone(&seat)));
    let mut connection = http.serve_connection(io, answer);
    let mut leaving = false;
    let ended = loop {
        tokio::select! {
            ended = poll_fn(|cx| connection.poll_without_shutdown(cx)) => break ended,
            () = seat.leave.notified(), if !leaving => {
                if !seat.is_busy() {
                    return;
                }
            }
            _ = stopping.wait_for(|stop| *stop), if !leaving => {}
        }
        leaving = true;
        Pin::new(&mut connection).graceful_shutdown();
    };
    let mut io = connection.into_parts().io.into_inner();
    match ended.err().and_then(|error| farewell::reason(&error, &io, limits)) {
        Some(problem) => {
            let status = farewell::say(&mut io, problem).await;
            app.metrics.answered("none", status, began.elapsed());
        }
        // How a connection ends is its other end's business.
        None => drop(io.shutdown().await),
    }
}

/// What the system asks for.
enum Signal {
    Stop,
    Reload,
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Stop,
            _ = self.terminate.recv() => Signal::Stop,
            _ = self.hang_up.recv() => Signal::Reload,
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) -> Signal {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Signal::Stop,
            Err(_) => std::future::pending().await,
        }
    }
}
