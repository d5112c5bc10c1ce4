//! Text for people: aligned columns, ages, and nothing that could play tricks on a terminal.

/// Rows of cells, printed as aligned columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with a first row that names the columns.
    pub(super) fn titled<const N: usize>(titles: [&str; N]) -> Self {
        Self {
            rows: vec![titles.map(str::to_owned).into()],
        }
    }

    /// Adds a row; what is in the cells may come from devices and servers.
    pub(super) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(cells.map(plain).into());
    }

    /// The rows as lines, without blanks at their ends.
    pub(super) fn lines(&self) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns).map(|column| self.width(column)).collect();
        self.rows.iter().map(|row| line(row, &widths)).collect()
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    }
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cells: Vec<String> = row
        .iter()
        .zip(widths)
        .filter(|(_, width)| **width > 0)
        .map(|(cell, width)| format!("{cell:width$}"))
        .collect();
    cells.join("  ").trim_end().to_owned()
}

/// Text without characters that command a terminal; line breaks stay.
pub(super) fn plain(text: &str) -> String {
    let tame = |c: char| {
        if c.is_control() && c != '\n' {
            char::REPLACEMENT_CHARACTER
        } else {
            c
        }
    };
    text.chars().map(tame).collect()
}

/// How long ago something was, for a person; nothing when it never was.
pub(super) fn age(now: i64, at: Option<i64>) -> String {
    let Some(at) = at else { return String::new() };
    match now.saturating_sub(at) {
        i64::MIN..0 => "in the future".into(),
        0 => "just now".into(),
        seconds @ 1..60 => format!("{seconds} s ago"),
        seconds @ 60..3600 => format!("{} min ago", seconds / 60),
        seconds @ 3600..172_800 => format!("{} h ago", seconds / 3600),
        seconds => format!("{} days ago", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_empty_ones_take_no_room() {
        let mut table = Table::default();
        table.row(["a", "", "größer", "x"]);
        table.row(["bbb", "", "c", ""]);
        assert_eq!(table.lines(), ["a    größer  x", "bbb  c"]);
    }

    #[test]
    fn a_device_cannot_command_the_terminal() {
        assert_eq!(plain("\u{1b}[2Jcleared\r\n"), "\u{fffd}[2Jcleared\u{fffd}\n");
    }

    #[test]
    fn ages_are_said_in_the_unit_that_fits() {
        let ages = [0, 59, 60, 3599, 3600, 172_799, 172_800, -1]
            .map(|age_in_s| age(1_000_000, Some(1_000_000 - age_in_s)));
        assert_eq!(
            ages,
            [
                "just now",
                "59 s ago",
                "1 min ago",
                "59 min ago",
                "1 h ago",
                "47 h ago",
                "2 days ago",
                "in the future"
            ]
        );
        assert_eq!(age(0, None), "");
        assert_eq!(age(i64::MIN, Some(i64::MAX)), "in the future");
    }
}
