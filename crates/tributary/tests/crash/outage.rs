//! The database goes away under clicks and comes back: every redirect is answered, and every click is there afterwards.

use crate::load::give_codes;
use crate::own::Own;
use crate::server::{Running, Server};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const BROWSER: &str =
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";

/// The way to the database server, which can be cut.
struct Way {
    address: String,
    is_cut: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Way {
    fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let way = Self { address, is_cut: Arc::default(), open: Arc::default() };
        let (server, is_cut, open) = (server.to_owned(), Arc::clone(&way.is_cut), Arc::clone(&way.open));
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                if is_cut.load(Ordering::SeqCst) {
                    continue; // dropped: nobody is there
                }
                let far = TcpStream::connect(&server).unwrap();
                open.lock().unwrap().extend([near.try_clone().unwrap(), far.try_clone().unwrap()]);
                let back = (far.try_clone().unwrap(), near.try_clone().unwrap());
                std::thread::spawn(move || pass(near, far));
                std::thread::spawn(move || pass(back.0, back.1));
            }
        });
        way
    }

    fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for stream in self.open.lock().unwrap().drain(..) {
            drop(stream.shutdown(Shutdown::Both));
        }
    }

    fn mend(&self) {
        self.is_cut.store(false, Ordering::SeqCst);
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        if to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
}

/// What takes the database away, and gives it back.
enum Outage {
    Server(Way),
    /// Somebody else writes to the file and does not come to an end.
    File(Option<rusqlite::Connection>),
}

impl Outage {
    fn of(own: &Own) -> (Self, Option<String>) {
        let Some(url) = own.url() else { return (Self::File(None), None) };
        let server = url.split('@').nth(1).unwrap().split('/').next().unwrap();
        let way = Way::to(server);
        let url = url.replace(server, &way.address);
        (Self::Server(way), Some(url))
    }

    fn begin(&mut self, own: &Own) {
        match self {
            Self::Server(way) => way.cut(),
            Self::File(other) => {
                let connection = rusqlite::Connection::open(own.file()).unwrap();
                connection.busy_timeout(Duration::from_secs(20)).unwrap();
                connection.execute_batch("BEGIN IMMEDIATE").unwrap();
                *other = Some(connection);
            }
        }
    }

    fn end(&mut self) {
        match self {
            Self::Server(way) => way.mend(),
            Self::File(other) => *other = None,
        }
    }
}

/// Follows the link so often from some connections at once; every click's id.
async fn clicks(server: &Server, running: &Running, count: usize) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for _ in 0..count / 8 {
        let url = format!("{}/r/sara", running.url);
        let sent = (0..8).map(|_| tokio::spawn(server.client.get(&url).header("user-agent", BROWSER).send()));
        for answer in sent.collect::<Vec<_>>() {
            let answer = answer.await.unwrap().unwrap();
            assert_eq!(answer.status(), 302);
            let location = answer.headers()["location"].to_str().unwrap().to_owned();
            let id =
                location.split("click=").nth(1).expect("it counts").split('&').next().unwrap().to_owned();
            assert!(ids.insert(id), "no id comes twice");
        }
    }
    ids
}

fn recorded(server: &Server) -> BTreeSet<String> {
    server.own().texts("SELECT id FROM click WHERE outcome = 'counted'").into_iter().collect()
}

async fn all_come(server: &Server, ids: &BTreeSet<String>) {
    for _ in 0..1200 {
        if recorded(server).is_superset(ids) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} of {} clicks are missing", ids.difference(&recorded(server)).count(), ids.len());
}

#[test]
fn with_the_database_away_every_redirect_is_answered_and_every_click_is_there_afterwards() {
    let server = Server::install();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (mut outage, url) = Outage::of(server.own());
    let mut running = server.start_at(url.as_deref(), &runtime);
    runtime.block_on(async {
        give_codes(&server, &running).await;
        let mut ids = clicks(&server, &running, 80).await;
        all_come(&server, &ids).await;
        outage.begin(server.own());
        let meanwhile = clicks(&server, &running, 400).await;
        let missing = meanwhile.difference(&recorded(&server)).count();
        assert!(missing > 300, "only {missing} were waiting: it was not away");
        ids.extend(meanwhile);
        outage.end();
        ids.extend(clicks(&server, &running, 80).await);
        all_come(&server, &ids).await;
        // Away again, and the node dies without warning; nothing of what it answered is lost.
        outage.begin(server.own());
        let last = clicks(&server, &running, 80).await;
        running.kill();
        if matches!(outage, Outage::Server(_)) {
            // It starts while the database is still away, and answers from the links as they last were.
            running = server.start_at_async(url.as_deref()).await;
            ids.extend(clicks(&server, &running, 80).await);
            let ready = server.client.get(format!("{}/readyz", running.url)).send().await.unwrap();
            assert_eq!(ready.status(), 200);
            assert!(ready.text().await.unwrap().contains("\"database\":\"away\""));
            outage.end();
        } else {
            outage.end();
            running = server.start_at_async(url.as_deref()).await;
        }
        ids.extend(last);
        all_come(&server, &ids).await;
        assert_eq!(recorded(&server).len(), ids.len(), "and nothing twice");
    });
    drop(running);
    server.verify_is_clean(0);
}
