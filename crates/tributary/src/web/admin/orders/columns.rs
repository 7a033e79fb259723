//! Which columns the list of orders shows, on screen and in a file: those of the tab, or those that somebody chose.

use super::list::PATH;
use crate::web::admin::filter::Ask;
use crate::web::kit::columns::{Choice, Columns, Pick as _};
use crate::web::kit::table::Way;
use crate::web::view::orders::list::{Col, Sorting};

const USUAL: [Col; 9] = [
    Col::Order,
    Col::Placed,
    Col::Customer,
    Col::Partner,
    Col::How,
    Col::Place,
    Col::Total,
    Col::Commission,
    Col::Status,
];
/// The rows behind a figure of revenue show what it is the sum of.
const EARNING: [Col; 9] = [
    Col::Order,
    Col::Placed,
    Col::Customer,
    Col::Partner,
    Col::How,
    Col::Total,
    Col::Revenue,
    Col::Commission,
    Col::Status,
];
const UNATTRIBUTED: [Col; 7] =
    [Col::Order, Col::Placed, Col::Customer, Col::WhyNot, Col::Products, Col::Place, Col::Total];
const REVIEW: [Col; 7] =
    [Col::Order, Col::Placed, Col::Review, Col::Partner, Col::Total, Col::Commission, Col::Status];
const REFUNDED: [Col; 8] = [
    Col::Order,
    Col::Placed,
    Col::Customer,
    Col::Partner,
    Col::Total,
    Col::Refunded,
    Col::Commission,
    Col::Status,
];

fn choice(ask: &Ask) -> Choice<Col> {
    let usual = match ask.tab.as_str() {
        "unattributed" => UNATTRIBUTED.to_vec(),
        "review" => REVIEW.to_vec(),
        "refunded" => REFUNDED.to_vec(),
        _ if ask.earns == "1" => EARNING.to_vec(),
        _ => USUAL.to_vec(),
    };
    // The number leads to the order, so it is always there.
    Choice { all: Col::all().collect(), always: 1, usual }
}

/// The columns shown.
pub(super) fn shown(ask: &Ask) -> Vec<Col> {
    choice(ask).shown(&ask.cols)
}

/// The columns shown, each with the address that sorts by it.
pub(super) fn chosen(ask: &Ask) -> Vec<(Col, Option<Sorting>)> {
    let sort = |col: Col| {
        let (up, down) = (col.word().to_owned(), format!("-{}", col.word()));
        let (next, way) = match ask.sort.as_str() {
            word if word == down => (&up, Some(Way::Down)),
            word if word == up => (&down, Some(Way::Up)),
            _ => (&down, None),
        };
        (ask.with("sort", next).href(PATH), way)
    };
    shown(ask).into_iter().map(|col| (col, col.sorts().then(|| sort(col)))).collect()
}

/// All columns to choose from.
pub(super) fn chooser(ask: &Ask) -> Columns {
    let kept = ask.pairs().into_iter().filter(|(name, _)| *name != "after");
    choice(ask).chooser(&ask.cols, PATH, kept.map(|(name, value)| (name.to_owned(), value)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_sorts_largest_first_and_then_the_other_way() {
        let total = |sort: &str| {
            let ask = Ask { sort: sort.into(), ..Ask::default() };
            let columns = chosen(&ask);
            columns.into_iter().find(|(col, _)| *col == Col::Total).and_then(|(_, sort)| sort).unwrap()
        };
        assert_eq!(total(""), ("/admin/orders?sort=-total".into(), None));
        assert_eq!(total("-total"), ("/admin/orders?sort=total".into(), Some(Way::Down)));
    }

    #[test]
    fn the_number_always_leads_to_the_order() {
        let ask = Ask { cols: "total,nonsense,why".into(), ..Ask::default() };
        assert_eq!(shown(&ask), [Col::Order, Col::WhyNot, Col::Total]);
    }

    #[test]
    fn the_orders_behind_a_figure_show_what_it_is_the_sum_of() {
        let ask = Ask { earns: "1".into(), ..Ask::default() };
        assert!(shown(&ask).contains(&Col::Revenue) && !shown(&Ask::default()).contains(&Col::Revenue));
    }
}
