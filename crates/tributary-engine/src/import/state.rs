//! How an import stands, from the first row that arrives to the last that is taken back.

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// How an import stands.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum State { $($(#[$doc])* $name,)* }

        impl State {
            /// The word for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }

        impl TryFrom<String> for State {
            type Error = String;

            fn try_from(text: String) -> std::result::Result<Self, String> {
                match text.as_str() {
                    $($word => Ok(Self::$name),)*
                    _ => Err(format!("{text} is no state of an import")),
                }
            }
        }
    };
}

states! {
    /// Its rows are still arriving.
    Receiving = "receiving",
    /// All rows are here; somebody has to say what the columns mean.
    Uploaded = "uploaded",
    /// It is being tried out.
    Mapped = "mapped",
    /// What it would do is known.
    Previewed = "previewed",
    /// It is being carried out.
    Running = "running",
    /// It is carried out.
    Finished = "finished",
    /// It could not go on.
    Failed = "failed",
    /// It is being taken back.
    Undoing = "undoing",
    /// It is taken back.
    Undone = "undone",
}

impl State {
    /// Whether something is going on that ends by itself.
    #[must_use]
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Receiving | Self::Mapped | Self::Running | Self::Undoing)
    }
}
