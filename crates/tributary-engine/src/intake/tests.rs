//! The intake on a real database, which goes away, comes back, and refuses what it must.

use super::*;
use crate::access;
use crate::click::{Click, ClickRef};
use crate::db::Tx;
use crate::own::Own;
use std::sync::mpsc::channel;
use tributary_core::{ClickId, ProgramId, TenantId, Timestamp};

pub(super) fn click(number: u64) -> Click {
    Click {
        id: ClickId::from_bits(u128::from(number)),
        program: ProgramId::from_bits(1),
        partner: None,
        link: None,
        code: None,
        value: "sara".to_owned(),
        at: Timestamp::from_ms(1_795_173_698_000),
        traffic: "human".to_owned(),
        outcome: "unknown_code".to_owned(),
        visitor: format!("{number:032x}"),
        device: "mobile".to_owned(),
        ip_hash: None,
        user_agent: Some("Mozilla/5.0 æøå".to_owned()),
        referrer: None,
        landing: "https://shop.example/".to_owned(),
        refused: None,
        refs: (number % 2 == 1).then(|| format!("[\"member {number}\"]")),
    }
}

pub(super) fn as_ref(click: &Click) -> ClickRef<'_> {
    ClickRef {
        id: &click.id,
        program: &click.program,
        partner: click.partner.as_ref(),
        link: click.link.as_ref(),
        code: click.code.as_ref(),
        value: &click.value,
        at: click.at,
        traffic: &click.traffic,
        outcome: &click.outcome,
        visitor: &click.visitor,
        device: &click.device,
        ip_hash: click.ip_hash.as_deref(),
        user_agent: click.user_agent.as_deref(),
        referrer: click.referrer.as_deref(),
        landing: &click.landing,
        refused: click.refused.as_deref(),
        refs: click.refs.as_deref(),
    }
}

const SMALL: Limits = Limits { first_bytes: 4096, segment_bytes: 4096, bytes_max: 1 << 20 };
const SOON: Duration = Duration::from_secs(20);

struct Shop {
    own: Own,
    engine: Engine,
    tenant: TenantId,
}

impl Shop {
    fn new() -> Self {
        let own = Own::quick();
        let engine = own.engine();
        let now = engine.now();
        let tenant = engine.db.write_wait(move |tx| access::create_tenant(tx, "Shop", now)).unwrap();
        Self { own, engine, tenant }
    }

    /// Keeps some clicks in one buffer; says whether they are on disk.
    fn keep(&self, intake: &Intake, clicks: impl IntoIterator<Item = u64>) -> bool {
        let mut buffer = Buffer::default();
        for number in clicks {
            encode(&mut buffer.bytes, &self.tenant, &as_ref(&click(number)));
            buffer.clicks += 1;
        }
        intake.append(&mut buffer)
    }

    fn recorded(&self) -> usize {
        self.own.texts("SELECT id FROM click").len()
    }

    fn verify(&self) {
        let now = self.engine.now();
        let report = self.engine.db.read_wait(move |tx| crate::verify::verify(tx, now)).unwrap();
        assert!(report.is_clean(), "{report:?}");
    }

    fn files(&self) -> usize {
        segment::numbers(&self.engine.data.join(FOLDER)).unwrap().len()
    }
}

#[test]
fn what_is_kept_comes_into_the_database_and_its_files_are_used_again() {
    let shop = Shop::new();
    let intake = Intake::open(&shop.engine, SMALL).unwrap();
    for number in 0..100 {
        assert!(shop.keep(&intake, number * 3..number * 3 + 3));
        if number % 10 == 0 {
            assert!(intake.wait_until_drained(SOON));
        }
    }
    assert!(intake.wait_until_drained(SOON));
    assert_eq!(shop.recorded(), 300);
    let figures = intake.figures();
    assert_eq!((figures.kept, figures.drained, figures.refused, figures.set_aside), (300, 300, 0, 0));
    assert!(shop.files() <= 2, "{}", shop.files());
    shop.verify();
}

#[test]
fn what_an_earlier_process_kept_is_brought_by_the_next_one_and_nothing_twice() {
    let shop = Shop::new();
    let folder = shop.engine.data.join(FOLDER);
    let intake = Intake::open(&shop.engine, Limits { first_bytes: 1 << 16, ..SMALL }).unwrap();
    assert!(shop.keep(&intake, 0..50));
    assert!(intake.wait_until_drained(SOON));
    // As a crash leaves it: the file is there, the database has some of it.
    assert!(shop.keep(&intake, 50..60));
    let copy = std::fs::read(segment::path(&folder, 1)).unwrap();
    assert!(intake.wait_until_drained(SOON));
    drop(intake);
    std::fs::write(segment::path(&folder, 1), copy).unwrap();
    let intake = Intake::open(&shop.engine, SMALL).unwrap();
    assert!(intake.wait_until_drained(SOON));
    assert_eq!((shop.recorded(), intake.figures().kept), (60, 60));
    let refs = shop.own.texts("SELECT refs FROM click WHERE refs IS NOT NULL ORDER BY seq");
    assert_eq!(
        (refs.len(), refs[29].as_str()),
        (30, "[\"member 59\"]"),
        "what a publisher called them came too"
    );
    assert!(shop.keep(&intake, 60..61) && intake.wait_until_drained(SOON));
    assert_eq!(shop.recorded(), 61);
    shop.verify();
}

#[test]
fn a_file_that_the_version_before_publishers_left_is_brought_into_the_database() {
    let shop = Shop::new();
    let folder = shop.engine.data.join(FOLDER);
    std::fs::create_dir_all(&folder).unwrap();
    let spare = folder.join("spare-a.new");
    segment::prepare(&spare, 1 << 16).unwrap();
    let mut old = segment::Segment::begin(&folder, 1, &spare).unwrap();
    let mut frame = vec![0; FRAME_HEAD];
    for number in [2, 4, 6] {
        encode(&mut frame, &shop.tenant, &as_ref(&click(number)));
        assert_eq!(frame.pop(), Some(0), "there was no place for what a publisher calls a click");
    }
    old.append(&mut frame, 3).unwrap();
    let mut bytes = std::fs::read(segment::path(&folder, 1)).unwrap();
    bytes[..32].copy_from_slice(&segment::head_of(segment::Kind::First, 1));
    std::fs::write(segment::path(&folder, 1), bytes).unwrap();
    let intake = Intake::open(&shop.engine, SMALL).unwrap();
    assert!(shop.keep(&intake, [7]) && intake.wait_until_drained(SOON));
    assert_eq!((shop.recorded(), intake.figures().damaged, intake.figures().set_aside), (4, 0, 0));
    assert_eq!(shop.own.texts("SELECT refs FROM click WHERE refs IS NOT NULL"), ["[\"member 7\"]"]);
    shop.verify();
}

#[test]
fn files_from_before_clicks_were_forgotten_count_none_of_them_twice() {
    let shop = Shop::new();
    let folder = shop.engine.data.join(FOLDER);
    let intake = Intake::open(&shop.engine, Limits { first_bytes: 1 << 16, ..SMALL }).unwrap();
    assert!(shop.keep(&intake, 0..20));
    let copy = std::fs::read(segment::path(&folder, 1)).unwrap();
    assert!(intake.wait_until_drained(SOON));
    drop(intake);
    let (tenant, day) = (shop.tenant.clone(), 86_400_000);
    let (before, now) = (click(0).at.plus_ms(2 * day), click(0).at.plus_ms(3 * day));
    let forget = move |tx: &mut Tx<'_>| crate::retention::forget(tx, &tenant, (before, 100), now);
    assert_eq!(shop.engine.db.write_wait(forget).unwrap().forgotten, 20);
    std::fs::write(segment::path(&folder, 1), copy).unwrap();
    let intake = Intake::open(&shop.engine, SMALL).unwrap();
    assert!(intake.wait_until_drained(SOON));
    assert_eq!((shop.recorded(), intake.figures().set_aside), (0, 20));
    assert_eq!(shop.own.count("SELECT SUM(clicks) FROM click_day"), 20);
    let aside = std::fs::read_to_string(folder.join("set-aside.jsonl")).unwrap();
    assert!(aside.lines().all(|line| line.contains("was forgotten")), "{aside}");
    shop.verify();
}

#[test]
fn with_no_room_left_clicks_are_refused_and_counted_and_those_that_are_kept_stay() {
    let shop = Shop::new();
    let limits = Limits { first_bytes: 1024, segment_bytes: 1024, bytes_max: 2048 };
    let intake = Intake::open(&shop.engine, limits).unwrap();
    let (started, wait) = channel();
    let (release, until) = channel::<()>();
    let until = std::sync::Mutex::new(until);
    // The database is busy with somebody else.
    let hold = move |_: &mut crate::db::Tx<'_>| {
        started.send(()).unwrap();
        until.lock().unwrap().recv().map_err(|_| Error::Busy)
    };
    shop.engine.db.write(hold, |_| ()).unwrap();
    wait.recv().unwrap();
    let kept = (0..20).filter(|number| shop.keep(&intake, [*number])).count();
    assert!((2..20).contains(&kept), "{kept}");
    assert_eq!(intake.figures().refused, 20 - kept as u64);
    release.send(()).unwrap();
    assert!(intake.wait_until_drained(SOON));
    assert_eq!(shop.recorded(), kept);
    assert!(shop.keep(&intake, [20]), "there is room again");
}

#[test]
fn a_click_that_the_database_refuses_is_set_aside_and_holds_up_no_other() {
    let shop = Shop::new();
    let intake = Intake::open(&shop.engine, SMALL).unwrap();
    let guard = if Own::is_on_a_server() {
        "ALTER TABLE click ADD CONSTRAINT one CHECK (value <> 'poison')"
    } else {
        "CREATE TRIGGER one BEFORE INSERT ON click WHEN NEW.value = 'poison'
           BEGIN SELECT RAISE(ABORT, 'poison'); END"
    };
    shop.own.by_hand(guard).unwrap();
    let mut buffer = Buffer::default();
    for number in 0..9 {
        let value = if number == 4 { "poison" } else { "sara" };
        let click = Click { value: value.to_owned(), ..click(number) };
        encode(&mut buffer.bytes, &shop.tenant, &as_ref(&click));
        buffer.clicks += 1;
    }
    assert!(intake.append(&mut buffer));
    assert!(shop.keep(&intake, [9]) && intake.wait_until_drained(SOON));
    assert_eq!((shop.recorded(), intake.figures().set_aside), (9, 1));
    let aside = std::fs::read_to_string(shop.engine.data.join(FOLDER).join("set-aside.jsonl")).unwrap();
    assert!(aside.contains("\"value\":\"poison\"") && aside.lines().count() == 1, "{aside}");
}

#[test]
fn damage_costs_only_what_is_damaged_and_a_copy_is_kept() {
    let shop = Shop::new();
    let folder = shop.engine.data.join(FOLDER);
    let intake = Intake::open(&shop.engine, Limits { first_bytes: 1 << 16, ..SMALL }).unwrap();
    for number in 0..3 {
        assert!(shop.keep(&intake, [number]));
    }
    let mut copy = std::fs::read(segment::path(&folder, 1)).unwrap();
    drop(intake);
    let fresh = Shop::new();
    let folder = fresh.engine.data.join(FOLDER);
    std::fs::create_dir_all(&folder).unwrap();
    copy[32 + FRAME_HEAD + 300] ^= 1; // in the first or second of three
    std::fs::write(segment::path(&folder, 1), copy).unwrap();
    let intake = Intake::open(&fresh.engine, SMALL).unwrap();
    assert!(intake.wait_until_drained(SOON));
    assert_eq!((fresh.recorded(), intake.figures().damaged), (2, 1));
    assert!(folder.join(format!("{:016}.damaged", 1)).exists());
}
