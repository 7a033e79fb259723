//! What creatives promise: pictures lie in the database, go into backups, and are served until they are archived.

use crate::scenario::{DAY, Scenario, at};
use tributary_core::CreativeId;
use tributary_engine::audit::Actor;
use tributary_engine::creative::{
    self, COUNT_MAX, Change, Content, Creative, Media, NewCreative, Target, page_of,
};
use tributary_engine::db::{Db, Place};
use tributary_engine::{Error, Result, backup};

const PICTURE: &[u8] =
    b"GIF89a\x2c\x01\xfa\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

impl Scenario {
    fn creative(&self, title: &str, content: Content) -> Result<Creative> {
        let by = Actor::system(&self.tenant, "test");
        let new = NewCreative {
            program: self.program.clone(),
            title: title.to_owned(),
            content,
            language: String::new(),
            target: Target::Page("https://shop.example/summer".to_owned()),
            shown: true,
            place: None,
        };
        self.engine.db.write_wait(move |tx| creative::create(tx, &by, &new, at(DAY)))
    }

    fn creatives(&self) -> Vec<(String, bool)> {
        let (tenant, program) = (self.tenant.clone(), self.program.clone());
        let all = self.engine.db.read_wait(move |tx| creative::of_program(tx, &tenant, &program));
        all.unwrap().into_iter().map(|one| (one.title, one.shown)).collect()
    }

    fn with(&self, id: &CreativeId, change: Change) -> Result<Creative> {
        let (by, id) = (Actor::system(&self.tenant, "test"), id.clone());
        self.engine.db.write_wait(move |tx| creative::change(tx, &by, (&id, &change), at(2 * DAY)))
    }
}

fn served(db: &Db, file: &str) -> Result<creative::Served> {
    let file = file.to_owned();
    db.read_wait(move |tx| creative::served(tx, &file))
}

#[test]
fn a_picture_is_kept_as_it_came_goes_into_a_backup_and_is_forgotten_when_it_is_archived() {
    let scenario = Scenario::new(|_| {});
    let one = scenario.creative("Summer", Content::Picture(PICTURE.to_vec())).unwrap();
    let picture = one.picture.clone().unwrap();
    assert_eq!((picture.seen.media, picture.seen.width, picture.seen.height), (Media::Gif, 300, 250));
    assert!(picture.path().starts_with("/creatives/") && picture.path().ends_with(".gif"));
    let folder = tempfile::tempdir().unwrap();
    let (copy, data) = (folder.path().join("copy"), folder.path().join("data"));
    let source = (scenario.engine.data.as_path(), scenario.engine.db.place());
    backup::make(source, &copy, at(DAY)).unwrap();
    let place = Place::File(data.join("tributary.db"));
    let restored = backup::restore(&copy, (&data, &place), at(DAY)).unwrap();
    assert_eq!(restored.content.rows["creative_file"], 1);
    let copied = Db::open(&place).unwrap();
    for db in [&scenario.engine.db, &copied] {
        assert_eq!(served(db, &picture.file).unwrap().data, PICTURE);
    }
    let (by, id) = (Actor::system(&scenario.tenant, "test"), one.id.clone());
    let gone = scenario.engine.db.write_wait(move |tx| creative::archive(tx, &by, &id, at(2 * DAY))).unwrap();
    assert!(gone.archived_at.is_some() && scenario.creatives().is_empty());
    assert!(matches!(served(&scenario.engine.db, &picture.file), Err(Error::NotFound(_))));
    assert!(scenario.own.cells("SELECT creative_id FROM creative_file").is_empty());
    assert!(scenario.with(&one.id, Change { shown: Some(true), ..Change::default() }).is_err());
}

#[test]
fn creatives_stand_in_the_order_that_the_owner_gives_them_and_lead_where_they_are_to() {
    let scenario = Scenario::new(|_| {});
    let first = scenario.creative("first", Content::Text("Look: {LINK}".to_owned())).unwrap();
    scenario.creative("second", Content::Text("Here".to_owned())).unwrap();
    let change =
        Change { place: Some(9), shown: Some(false), title: Some(" last ".to_owned()), ..Change::default() };
    let changed = scenario.with(&first.id, change).unwrap();
    assert_eq!(scenario.creatives(), [("second".to_owned(), true), ("last".to_owned(), false)]);
    let page = scenario.engine.db.read_wait(move |tx| page_of(tx, &changed)).unwrap();
    assert_eq!(page.as_deref(), Some("https://shop.example/summer"));
    let noted = scenario.own.cells("SELECT action FROM audit WHERE object_kind = 'creative' ORDER BY seq");
    assert_eq!(noted.concat(), ["creative.created", "creative.created", "creative.changed"]);
    assert!(scenario.with(&first.id, Change::default()).is_ok(), "and the same again notes nothing");
    assert_eq!(scenario.own.cells("SELECT action FROM audit WHERE object_kind = 'creative'").len(), 3);
}

#[test]
fn what_is_no_picture_is_refused_and_so_is_more_than_anybody_looks_through() {
    let scenario = Scenario::new(|_| {});
    let code = |made: Result<Creative>| match made {
        Err(Error::Invalid(fields)) => fields[0].code,
        other => panic!("{other:?}"),
    };
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec();
    assert_eq!(code(scenario.creative("x", Content::Picture(svg))), "format");
    let large = [PICTURE, &vec![0; creative::BYTES_MAX]].concat();
    assert_eq!(code(scenario.creative("x", Content::Picture(large))), "too_large");
    assert_eq!(code(scenario.creative(" ", Content::Text("x".to_owned()))), "length");
    for number in 0..COUNT_MAX {
        scenario.creative(&number.to_string(), Content::Text("x".to_owned())).unwrap();
    }
    assert_eq!(code(scenario.creative("one more", Content::Text("x".to_owned()))), "too_many");
}
