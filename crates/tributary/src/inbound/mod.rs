//! What shops send us.

pub mod woocommerce;
