//! The shared kit: every component that server-rendered pages are built from. Pure functions from plain structs to
//! markup; no I/O, no clock, no engine. See all of it at `/admin/kit` (`web/view/gallery`). Start at `shell.rs`.

pub mod asset;
pub mod avatar;
pub mod banner;
pub mod barlist;
pub mod chart;
pub mod chip;
pub mod copy;
pub mod empty;
pub mod field;
pub mod filter;
pub mod icon;
pub mod kpi;
pub mod menu;
pub mod money;
pub mod page;
pub mod period;
pub mod post;
pub mod scale;
pub mod shell;
pub mod table;
pub mod time;
pub mod timeline;
pub mod toast;

pub use banner::{Banner, Tone};
pub use barlist::Bar;
pub use chart::{Chart, Point, Unit};
pub use chip::{Channel, Status};
pub use empty::Empty;
pub use field::{Field, FieldError, Select};
pub use icon::Icon;
pub use kpi::{Delta, Kpi, Rise};
pub use menu::Item;
pub use money::{Amount, format_count, format_minor};
pub use page::{Action, Header, Tab};
pub use period::PeriodPicker;
pub use post::Post;
pub use shell::{NavGroup, NavItem, Shell, Who};
pub use time::Stamp;
pub use toast::Toast;
