//! What a visitor's address asks for beside the link itself: a page of the shop, the publisher's own ids under any of the
//! names that networks give them, and whether the visitor said no to being remembered. Names are compared without regard
//! to case; of several that mean the same the first counts.

use tributary_engine::click::refs::{self, REFS};
use url::form_urlencoded;

/// What an address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    /// The page where the visitor should land.
    pub to: Option<String>,
    /// The publisher's own ids, as clicks keep them.
    pub refs: Option<String>,
    /// Whether the visitor said no.
    pub consent_denied: bool,
    /// A publisher's id, in either spelling.
    pub publisher: Option<String>,
    /// A program's id, in either spelling.
    pub program: Option<String>,
}

/// Where a page of the shop is asked for; an earlier name beats a later one.
const DEEP_LINKS: [&str; 4] = ["to", "deeplink", "ued", "url"];

/// What other networks call a publisher's own ids: ours and Retrack's, Awin, Tradedoubler and Adtraction, TUNE and Affise,
/// Everflow, Impact, CJ, CAKE, Rakuten, Keitaro.
const ALIASES: [&[&str]; REFS] = [
    &[
        "ref",
        "ref1",
        "sub1",
        "aff_sub",
        "aff_sub1",
        "epi",
        "epi1",
        "clickref",
        "clickref1",
        "sid",
        "subid",
        "subid1",
        "sub_id",
        "sub_id1",
        "sub_id_1",
        "s1",
        "u1",
        "pubref",
    ],
    &["ref2", "sub2", "aff_sub2", "epi2", "clickref2", "sid2", "subid2", "sub_id2", "sub_id_2", "s2", "u2"],
    &["ref3", "sub3", "aff_sub3", "epi3", "clickref3", "sid3", "subid3", "sub_id3", "sub_id_3", "s3", "u3"],
    &["ref4", "sub4", "aff_sub4", "epi4", "clickref4", "sid4", "subid4", "sub_id4", "sub_id_4", "s4", "u4"],
    &["ref5", "sub5", "aff_sub5", "epi5", "clickref5", "sid5", "subid5", "sub_id5", "sub_id_5", "s5", "u5"],
    &["ref6", "sub6", "aff_sub6", "epi6", "clickref6", "sid6", "subid6", "sub_id6", "sub_id_6", "s6", "u6"],
];

impl Wishes {
    /// Reads the query of an address. One that is not there costs nothing.
    #[must_use]
    pub fn of_query(query: Option<&str>) -> Self {
        let Some(query) = query.filter(|query| !query.is_empty()) else { return Self::default() };
        let mut wishes = Self::default();
        let mut found: [Option<String>; REFS] = [const { None }; REFS];
        let mut best = DEEP_LINKS.len();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let is = |known: &&str| known.eq_ignore_ascii_case(&name);
            if let Some(rank) = DEEP_LINKS.iter().position(is) {
                if rank < best {
                    (best, wishes.to) = (rank, Some(value.into_owned()));
                }
            } else if let Some(place) = ALIASES.iter().position(|names| names.iter().any(is)) {
                if let Some(slot @ None) = found.get_mut(place) {
                    *slot = Some(value.into_owned());
                }
            } else if is(&"publisher") {
                wishes.publisher.get_or_insert_with(|| value.into_owned());
            } else if is(&"program") {
                wishes.program.get_or_insert_with(|| value.into_owned());
            } else if says_no(&name, &value) {
                wishes.consent_denied = true;
            }
        }
        wishes.refs = refs::write(&found);
        wishes
    }
}

/// `consent=denied` as our script says it, `cons=0` as Awin's links do.
fn says_no(name: &str, value: &str) -> bool {
    let said = |known: &str, no: &str| name.eq_ignore_ascii_case(known) && value.eq_ignore_ascii_case(no);
    said("consent", "denied") || said("cons", "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refs_of(query: &str) -> Option<String> {
        Wishes::of_query(Some(query)).refs
    }

    #[test]
    fn an_empty_query_asks_for_nothing() {
        assert_eq!(Wishes::of_query(None), Wishes::default());
        assert_eq!(Wishes::of_query(Some("")), Wishes::default());
        assert_eq!(Wishes::of_query(Some("utm_source=x&gclid=y&page=2")), Wishes::default());
    }

    #[test]
    fn the_names_of_every_network_lead_to_the_same_places() {
        for (query, kept) in [
            ("ref=a&ref2=b&ref3=c", r#"["a","b","c"]"#),
            ("clickref=a&clickref6=f", r#"["a",null,null,null,null,"f"]"#),
            ("epi=a&epi2=b", r#"["a","b"]"#),
            ("aff_sub=a&aff_sub2=b&aff_sub5=e", r#"["a","b",null,null,"e"]"#),
            ("sub1=a&sub5=e", r#"["a",null,null,null,"e"]"#),
            ("subId1=a&subId2=b&subId3=c", r#"["a","b","c"]"#),
            ("sid=a", r#"["a"]"#),
            ("SID=a", r#"["a"]"#),
            ("u1=a", r#"["a"]"#),
            ("s1=a&s2=b", r#"["a","b"]"#),
            ("sub_id_1=a&sub_id_2=b", r#"["a","b"]"#),
            ("subid=a", r#"["a"]"#),
            ("pubref=a", r#"["a"]"#),
            ("ref2=b", r#"[null,"b"]"#),
            ("ref=a%26b%3Dc+d", r#"["a&b=c d"]"#),
        ] {
            assert_eq!(refs_of(query).as_deref(), Some(kept), "{query}");
        }
    }

    #[test]
    fn no_name_means_two_things() {
        let mut all: Vec<&str> = ALIASES.concat();
        all.extend(DEEP_LINKS);
        all.extend(["publisher", "program", "consent", "cons"]);
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(ALIASES.iter().zip(refs::NAMES).all(|(names, ours)| names.contains(&ours)));
    }

    #[test]
    fn of_several_that_mean_the_same_the_first_counts_and_there_are_never_more_than_six() {
        assert_eq!(refs_of("ref=a&epi=b&ref=c").as_deref(), Some(r#"["a"]"#));
        assert_eq!(refs_of("ref=&ref=c").as_deref(), None, "what is given as empty is given");
        assert_eq!(refs_of("ref7=x&sub9=y"), None);
        let many: Vec<String> = (1..=50).map(|n| format!("ref{n}=v{n}")).collect();
        assert_eq!(refs_of(&many.join("&")).as_deref(), Some(r#"["v1","v2","v3","v4","v5","v6"]"#));
    }

    #[test]
    fn a_page_is_asked_for_under_four_names_and_our_own_counts_first() {
        let to = |query: &str| Wishes::of_query(Some(query)).to;
        for name in DEEP_LINKS {
            assert_eq!(
                to(&format!("a=b&{name}=https%3A%2F%2Fs.example%2F%3Fx%3D1")).as_deref(),
                Some("https://s.example/?x=1")
            );
        }
        assert_eq!(to("url=1&deeplink=2&to=3&to=4").as_deref(), Some("3"));
        assert_eq!(to("to").as_deref(), Some(""));
    }

    #[test]
    fn a_no_is_heard_and_nothing_else_is_one() {
        let denied = |query: &str| Wishes::of_query(Some(query)).consent_denied;
        assert!(denied("consent=denied") && denied("cons=0") && denied("a=b&Consent=DENIED"));
        assert!(
            !denied("consent=granted") && !denied("consent=unknown") && !denied("cons=1") && !denied("cons=")
        );
    }
}
