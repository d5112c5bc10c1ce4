//! The registration interface (core §6.2): Register, Update, De-register.

use std::time::Instant;

use coap::{Code, IncomingRequest, Method, Response};
use objects::Path;

use super::{Reaction, Server, ServerEvent, answer};
use crate::version::EnablerVersion;

/// What a client has told about itself.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ClientRegistration {
    /// Its name (`ep`).
    pub endpoint: String,
    /// Seconds until the registration expires unless renewed (`lt`).
    pub lifetime: Option<u64>,
    /// The version of the enabler (`lwm2m`), when it is one of those known.
    pub version: Option<EnablerVersion>,
    /// The bindings it supports (`b`).
    pub binding: Option<String>,
    /// The object list, a document in link format.
    pub objects: String,
    /// The query parameters of the last Register or Update, as they came.
    pub queries: Vec<String>,
    /// Whether the last Register or Update had an object list.
    pub listed: bool,
}

impl ClientRegistration {
    /// Takes over what a Register or Update says.
    fn apply(&mut self, request: &IncomingRequest) {
        for query in &request.queries {
            match query.split_once('=') {
                Some(("ep", name)) => self.endpoint = name.to_owned(),
                Some(("lt", seconds)) => self.lifetime = seconds.parse().ok(),
                Some(("lwm2m", version)) => self.version = known(version),
                Some(("b", binding)) => self.binding = Some(binding.to_owned()),
                Some(_) | None => {}
            }
        }
        self.listed = !request.payload.is_empty();
        if self.listed {
            self.objects = String::from_utf8_lossy(&request.payload).into_owned();
        }
        self.queries.clone_from(&request.queries);
    }

    /// Whether the object list names exactly this path, such as `/3/0`.
    #[must_use]
    pub fn lists(&self, path: &str) -> bool {
        let link = format!("<{path}>");
        self.objects
            .split(',')
            .any(|entry| entry.split(';').next() == Some(&link))
    }
}

fn known(version: &str) -> Option<EnablerVersion> {
    let all = [EnablerVersion::V1_0, EnablerVersion::V1_1, EnablerVersion::V1_2];
    all.into_iter().find(|known| known.to_string() == version)
}

impl Server {
    pub(super) fn handle_registration(&mut self, now: Instant, request: &IncomingRequest) {
        let segments: Vec<&str> = request.path.segments().collect();
        let response = match (request.method, segments.as_slice()) {
            (Method::Post, ["dp"]) => Some(self.take_values(request)),
            (Method::Post, ["rd"]) => self.register(request),
            (Method::Post, ["rd", location]) if self.is_current(location) => self.update(request),
            (Method::Delete, ["rd", location]) if self.is_current(location) => self.deregister(),
            _ => Some(Response::new(Code::NOT_FOUND)),
        };
        match response {
            Some(response) => self.endpoint.respond(now, request.id, response),
            None => self.endpoint.ignore(request.id),
        }
    }

    /// What a client sends unasked (core §6.4.6).
    fn take_values(&mut self, request: &IncomingRequest) -> Response {
        if self.registration.is_none() {
            return Response::new(Code::BAD_REQUEST);
        }
        let payload = answer::payload(
            Path::Root,
            request.content_format,
            request.payload.clone(),
            &self.registry,
        );
        self.events.push_back(ServerEvent::Sent(payload));
        Response::new(Code::CHANGED)
    }

    fn is_current(&self, location: &str) -> bool {
        self.registration.is_some() && location == self.registrations.to_string()
    }

    fn register(&mut self, request: &IncomingRequest) -> Option<Response> {
        let mut registration = ClientRegistration::default();
        registration.apply(request);
        let refused = registration
            .version
            .is_none_or(|version| self.policy.refused_versions.contains(&version));
        let reaction = match refused {
            true => Reaction::Refuse(Code::PRECONDITION_FAILED),
            false => self.policy.register,
        };
        if reaction != Reaction::Accept {
            return self.refuse(registration, reaction);
        }
        // A new registration voids the observations of the one before (core §6.2.1).
        self.drop_observations();
        self.registrations += 1;
        self.registration = Some(registration.clone());
        self.events.push_back(ServerEvent::Registered(registration));
        let location = ["rd".to_owned(), self.registrations.to_string()];
        Some(Response::new(Code::CREATED).with_location(location))
    }

    fn update(&mut self, request: &IncomingRequest) -> Option<Response> {
        let mut registration = self.registration.clone()?;
        registration.apply(request);
        if self.policy.update != Reaction::Accept {
            return self.refuse(registration, self.policy.update);
        }
        self.registration = Some(registration.clone());
        self.events.push_back(ServerEvent::Updated(registration));
        Some(Response::new(Code::CHANGED))
    }

    fn deregister(&mut self) -> Option<Response> {
        if self.policy.deregister != Reaction::Accept {
            let registration = self.registration.clone().unwrap_or_default();
            return self.refuse(registration, self.policy.deregister);
        }
        self.registration = None;
        self.drop_observations();
        self.events.push_back(ServerEvent::Deregistered);
        Some(Response::new(Code::DELETED))
    }

    fn drop_observations(&mut self) {
        for (exchange, _) in self.observed.drain() {
            self.endpoint.cancel(exchange);
        }
    }

    fn refuse(&mut self, registration: ClientRegistration, reaction: Reaction) -> Option<Response> {
        self.events.push_back(ServerEvent::Refused { registration });
        match reaction {
            Reaction::Refuse(code) => Some(Response::new(code)),
            Reaction::Postpone(seconds) => {
                Some(Response::new(Code::SERVICE_UNAVAILABLE).with_max_age(seconds))
            }
            Reaction::Accept | Reaction::Ignore => None,
        }
    }
}
