//! One element of the document, with a place for what is wrong in it.

use roxmltree::Node;

use super::fault::{Fault, Problem};

/// An element whose parts are read one by one.
pub(super) struct Element<'a, 'input, 'p> {
    node: Node<'a, 'input>,
    lines: &'p Lines,
    problems: &'p mut Vec<Problem>,
}

/// The child elements of this name.
pub(super) fn children<'a, 'input>(
    node: Node<'a, 'input>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// Where the lines of a text start, so that finding one does not mean reading everything before it.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line an element starts on, counted from 1.
    pub(super) fn of(&self, node: Node<'_, '_>) -> usize {
        let at = node.range().start;
        self.0.partition_point(|line_break| *line_break < at) + 1
    }
}

impl<'a, 'input, 'p> Element<'a, 'input, 'p> {
    pub(super) const fn new(
        node: Node<'a, 'input>,
        lines: &'p Lines,
        problems: &'p mut Vec<Problem>,
    ) -> Self {
        Self {
            node,
            lines,
            problems,
        }
    }

    /// An element within this one, which reports to the same place.
    pub(super) const fn inner<'q>(&'q mut self, node: Node<'a, 'input>) -> Element<'a, 'input, 'q> {
        Element::new(node, self.lines, self.problems)
    }

    /// The line it starts on.
    pub(super) fn line(&self) -> usize {
        self.lines.of(self.node)
    }

    /// The element itself is wrong.
    pub(super) fn fault(&mut self, fault: Fault) {
        self.fault_at(self.node, fault);
    }

    /// Something within is wrong.
    pub(super) fn fault_at(&mut self, node: Node<'a, 'input>, fault: Fault) {
        self.problems.push(fault.at(self.lines.of(node)));
    }

    /// The child of this name, which has to be there once.
    pub(super) fn child(&mut self, name: &'static str) -> Option<Node<'a, 'input>> {
        let mut found = children(self.node, name);
        let first = found.next();
        match (first, found.next()) {
            (None, _) => self.fault(Fault::Missing(name)),
            (Some(_), Some(second)) => {
                self.fault_at(second, Fault::Repeated(name));
                return None;
            }
            (Some(_), None) => {}
        }
        first
    }

    /// The child of this name and its text, if it is there and says something.
    pub(super) fn optional(&self, name: &'static str) -> Option<(Node<'a, 'input>, &'a str)> {
        let child = children(self.node, name).next()?;
        Some((child, text(child))).filter(|(_, text)| !text.is_empty())
    }

    /// The text of the child of this name, which has to be there and to say something.
    pub(super) fn required(&mut self, name: &'static str) -> Option<&'a str> {
        let child = self.child(name)?;
        let text = text(child);
        if text.is_empty() {
            self.fault_at(child, Fault::Empty(name));
            return None;
        }
        Some(text)
    }

    /// The text of an attribute, which has to be there.
    pub(super) fn attribute(&mut self, name: &'static str) -> Option<&'a str> {
        let text = self.node.attribute(name).map(str::trim);
        if text.is_none() {
            self.fault(Fault::Missing(name));
        }
        text
    }

    /// What one of several words stands for.
    pub(super) fn word<T, const N: usize>(
        &mut self,
        name: &'static str,
        words: [(&'static str, T); N],
    ) -> Option<T> {
        let child = self.child(name)?;
        let text = text(child);
        let expected = words.each_ref().map(|(word, _)| *word);
        let found = words.into_iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let fault = Fault::Word {
                name,
                found: text.to_owned(),
                expected: expected.into_iter().filter(|word| !word.is_empty()).collect(),
            };
            self.fault_at(child, fault);
        }
        found.map(|(_, meaning)| meaning)
    }

    /// The number of an object or a resource. 65535 is reserved.
    pub(super) fn number(&mut self, name: &'static str, text: &str) -> Option<u16> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| digits && *number != u16::MAX);
        if number.is_none() {
            let at = children(self.node, name).next().unwrap_or(self.node);
            let fault = Fault::Id {
                name,
                found: text.to_owned(),
            };
            self.fault_at(at, fault);
        }
        number
    }
}

/// The text of an element without what surrounds it; elements within it do not count.
fn text<'a>(node: Node<'a, '_>) -> &'a str {
    node.children()
        .filter(Node::is_text)
        .filter_map(|child| child.text())
        .map(str::trim)
        .find(|text| !text.is_empty())
        .unwrap_or("")
}
