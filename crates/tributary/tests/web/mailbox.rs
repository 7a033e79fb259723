//! A mail server for tests: takes mail over a real connection, or refuses it as it was told to.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tributary::mail::Mailer;

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) to: String,
    /// Head and bodies, with soft line breaks taken out.
    pub(crate) text: String,
}

impl Arrived {
    /// The path of the first link in it.
    pub(crate) fn path(&self) -> String {
        let link = self.text.split_whitespace().find(|word| word.starts_with("http")).unwrap();
        let rest = link.split_once("://").unwrap().1;
        rest[rest.find('/').unwrap()..].to_owned()
    }
}

/// A mail server.
#[derive(Debug, Clone)]
pub(crate) struct Mailbox {
    port: u16,
    mails: Arc<Mutex<Vec<Arrived>>>,
    refusal: Arc<Mutex<Option<&'static str>>>,
}

impl Mailbox {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mailbox = Self { port, mails: Arc::default(), refusal: Arc::default() };
        let own = mailbox.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(own.clone().converse(stream));
            }
        });
        mailbox
    }

    pub(crate) fn mailer(&self) -> Mailer {
        Mailer::new(&format!("smtp://127.0.0.1:{}", self.port), "Northwind <shop@example.com>").unwrap()
    }

    /// From now on answers every recipient so; nothing takes mail again.
    pub(crate) fn refuse(&self, answer: Option<&'static str>) {
        *self.refusal.lock().unwrap() = answer;
    }

    /// What has arrived for somebody.
    pub(crate) fn to(&self, address: &str) -> Vec<Arrived> {
        let mails = self.mails.lock().unwrap();
        mails.iter().filter(|mail| mail.to == address).cloned().collect()
    }

    async fn converse(self, stream: TcpStream) {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let (mut to, mut data) = (String::new(), None::<String>);
        write.write_all(b"220 tests\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match (&mut data, line.as_str()) {
                (Some(text), ".") => {
                    let text = text.replace("=\n", "").replace("=3D", "=");
                    self.mails.lock().unwrap().push(Arrived { to: to.clone(), text });
                    data = None;
                    "250 kept"
                }
                (Some(text), line) => {
                    text.push_str(line);
                    text.push('\n');
                    continue;
                }
                (None, line) if line.starts_with("RCPT") => {
                    to = line.split(['<', '>']).nth(1).unwrap().to_owned();
                    self.refusal.lock().unwrap().unwrap_or("250 ok")
                }
                (None, "DATA") => {
                    data = Some(String::new());
                    "354 go on"
                }
                (None, "QUIT") => "221 bye",
                (None, _) => "250 ok",
            };
            if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                return;
            }
        }
    }
}
