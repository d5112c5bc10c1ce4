//! What a server can ask of a client (OMA LwM2M core 1.2.1, sections 6.3 and 6.4).

use serde_json::{Value as Json, json};

use super::{Answer, Format, LwError, LwServer, Observation, Record, Value};

impl LwServer {
    /// Reads an object, instance, resource or resource instance; without a format the client chooses one.
    ///
    /// # Errors
    ///
    /// As all that follow: when the client did not answer, or not by the rules. A refusal is an answer.
    pub fn read(
        &self,
        endpoint: &str,
        path: &str,
        accept: impl Into<Option<Format>>,
    ) -> Result<Answer, LwError> {
        let accept = accept.into().map(Format::number);
        self.ask(endpoint, json!({"do": "read", "path": path, "accept": accept}))
    }

    /// Writes one resource or resource instance (PUT).
    pub fn write(
        &self,
        endpoint: &str,
        path: &str,
        value: impl Into<Value>,
        format: Format,
    ) -> Result<Answer, LwError> {
        self.replace(endpoint, path, &[(path, value.into())], format)
    }

    /// Replaces what is at the path by what is listed (PUT).
    pub fn replace(
        &self,
        endpoint: &str,
        path: &str,
        values: &[(&str, Value)],
        format: Format,
    ) -> Result<Answer, LwError> {
        self.ask(
            endpoint,
            with_records(json!({"do": "write", "path": path}), values, format),
        )
    }

    /// Writes what is listed, and leaves the rest of the instance as it is (POST).
    pub fn update(
        &self,
        endpoint: &str,
        path: &str,
        values: &[(&str, Value)],
        format: Format,
    ) -> Result<Answer, LwError> {
        self.ask(
            endpoint,
            with_records(json!({"do": "update", "path": path}), values, format),
        )
    }

    /// Writes any bytes under any content format (PUT), to see them refused.
    pub fn write_payload(
        &self,
        endpoint: &str,
        path: &str,
        format: u16,
        payload: &[u8],
    ) -> Result<Answer, LwError> {
        let payload = crate::hex::encode(payload);
        self.ask(
            endpoint,
            json!({"do": "write", "path": path, "format": format, "payload": payload}),
        )
    }

    /// Executes a resource; the arguments may be empty.
    pub fn execute(&self, endpoint: &str, path: &str, arguments: &str) -> Result<Answer, LwError> {
        self.ask(
            endpoint,
            json!({"do": "execute", "path": path, "arguments": arguments}),
        )
    }

    /// Creates an instance of an object; the instance 65535 in the paths lets the client choose one (in TLV).
    pub fn create(
        &self,
        endpoint: &str,
        object: &str,
        values: &[(&str, Value)],
        format: Format,
    ) -> Result<Answer, LwError> {
        self.ask(
            endpoint,
            with_records(json!({"do": "create", "path": object}), values, format),
        )
    }

    /// Deletes an instance.
    pub fn delete(&self, endpoint: &str, path: &str) -> Result<Answer, LwError> {
        self.ask(endpoint, json!({"do": "delete", "path": path}))
    }

    /// Asks for the links and attributes of an object, instance or resource.
    pub fn discover(&self, endpoint: &str, path: &str) -> Result<Answer, LwError> {
        self.ask(endpoint, json!({"do": "discover", "path": path}))
    }

    /// Writes attributes, each as in `pmin=10`; one without a value is removed.
    pub fn write_attributes(
        &self,
        endpoint: &str,
        path: &str,
        attributes: &[&str],
    ) -> Result<Answer, LwError> {
        self.ask(
            endpoint,
            json!({"do": "write-attributes", "path": path, "query": attributes}),
        )
    }

    /// Reads several paths at once; the list of them has the format too.
    pub fn read_composite(&self, endpoint: &str, paths: &[&str], format: Format) -> Result<Answer, LwError> {
        self.ask(endpoint, composite("read-composite", paths, format))
    }

    /// Writes several resources at once.
    pub fn write_composite(
        &self,
        endpoint: &str,
        values: &[(&str, Value)],
        format: Format,
    ) -> Result<Answer, LwError> {
        self.ask(
            endpoint,
            with_records(json!({"do": "write-composite"}), values, format),
        )
    }

    /// Observes a path.
    pub fn observe(
        &self,
        endpoint: &str,
        path: &str,
        accept: impl Into<Option<Format>>,
    ) -> Result<Observation, LwError> {
        let accept = accept.into().map(Format::number);
        self.start_observation(endpoint, json!({"do": "observe", "path": path, "accept": accept}))
    }

    /// Observes several paths at once.
    pub fn observe_composite(
        &self,
        endpoint: &str,
        paths: &[&str],
        format: Format,
    ) -> Result<Observation, LwError> {
        self.start_observation(endpoint, composite("observe-composite", paths, format))
    }

    /// Ends an observation by a request to the client.
    ///
    /// # Errors
    ///
    /// Also when the observation has ended before.
    pub fn cancel(&self, observation: &Observation) -> Result<Answer, LwError> {
        let command = json!({"do": "cancel", "observation": observation.number, "by-request": true});
        Answer::from_json(&self.talk().ask(command)?)
    }

    /// Ends an observation by forgetting it: the next notification is answered with Reset.
    ///
    /// # Errors
    ///
    /// When the observation has ended before.
    pub fn forget(&self, observation: &Observation) -> Result<(), LwError> {
        let command = json!({"do": "cancel", "observation": observation.number, "by-request": false});
        self.talk().ask(command).map(drop)
    }

    fn start_observation(&self, endpoint: &str, mut command: Json) -> Result<Observation, LwError> {
        let (number, notices) = self.talk().expect_notices();
        command["observation"] = json!(number);
        let first = self.ask(endpoint, command)?;
        Ok(Observation {
            first,
            number,
            notices,
        })
    }

    fn ask(&self, endpoint: &str, mut command: Json) -> Result<Answer, LwError> {
        command["endpoint"] = json!(endpoint);
        Answer::from_json(&self.talk().ask(command)?)
    }
}

fn with_records(mut command: Json, values: &[(&str, Value)], format: Format) -> Json {
    let records = values.iter().map(|(path, value)| Record::json_of(path, value));
    command["records"] = records.collect();
    command["format"] = json!(format.number());
    command
}

fn composite(operation: &str, paths: &[&str], format: Format) -> Json {
    let format = format.number();
    json!({"do": operation, "paths": paths, "format": format, "accept": format})
}
