//! A Modbus RTU slave that misbehaves on the byte level as told.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::pty::Pty;
use crate::rtu::{self, Request};

/// How often the port is looked at.
const INTERVAL: Duration = Duration::from_millis(1);

/// The coils and registers that the slave has of each kind.
const SIZE: usize = 256;

/// The requests that are remembered; later ones are not.
const MAX_REQUESTS: usize = 10_000;

/// What the slave does about one request. What a request writes is written in every case but [`Fault::Silent`] and
/// [`Fault::Exception`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Answers at once and correctly.
    None,
    /// Answers correctly, but only after a time; it hears nothing meanwhile.
    Late(Duration),
    /// Does not answer.
    Silent,
    /// Spoils the CRC.
    BadCrc,
    /// Answers in another unit's name.
    WrongUnit,
    /// Answers with one value fewer than asked for, in an otherwise correct frame.
    Short,
    /// Stops in the middle of the answer.
    CutOff,
    /// Refuses with an exception code (application protocol, section 7).
    Exception(u8),
    /// Sends bytes before the answer.
    GarbageBefore(Vec<u8>),
    /// Sends the request back before the answer, as an adaptor that hears itself does.
    Echo,
    /// Sends the answer in two pieces with a pause between them.
    Split(Duration),
    /// Sends the answer to the request that came this many requests ago, and nothing before there is one.
    Behind(usize),
}

/// The slave: its registers, and the script of its faults.
#[derive(Debug)]
pub struct FaultySlave {
    pty: Pty,
    state: Arc<Mutex<State>>,
    bus: Option<JoinHandle<()>>,
    _folder: TempDir,
}

#[derive(Debug)]
struct State {
    units: Vec<u8>,
    bits: Vec<bool>,
    registers: Vec<u16>,
    script: VecDeque<Fault>,
    always: Fault,
    requests: Vec<(Instant, Request)>,
    kept_back: VecDeque<Vec<u8>>,
    ended: bool,
}

impl FaultySlave {
    /// Starts a slave for `unit` that answers correctly: every coil is off, every register holds its own address.
    ///
    /// Coils and inputs are the same bits, holding and input registers the same registers.
    ///
    /// # Panics
    ///
    /// When no port can be made.
    pub fn start(unit: u8) -> Self {
        Self::start_units(&[unit])
    }

    /// As [`FaultySlave::start`], for several units with the same coils and registers; it is silent about all others.
    ///
    /// # Panics
    ///
    /// As [`FaultySlave::start`].
    pub fn start_units(units: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let pty = Pty::plugged_in_at(folder.path().join("bus"));
        let state = Arc::new(Mutex::new(State::new(units)));
        let (port, shared) = (pty.clone(), Arc::clone(&state));
        let bus = thread::spawn(move || serve(&port, &shared));
        Self {
            pty,
            state,
            bus: Some(bus),
            _folder: folder,
        }
    }

    /// The path of the port: the one for the daemon's configuration.
    pub fn path(&self) -> PathBuf {
        self.pty.path().to_owned()
    }

    /// The port, to pull it out and plug it in.
    pub fn port(&self) -> &Pty {
        &self.pty
    }

    /// Adds a fault to the script: each serves for one request, then the next one counts.
    pub fn then(&self, fault: Fault) -> &Self {
        self.state().script.push_back(fault);
        self
    }

    /// What to do when the script is at its end.
    pub fn always(&self, fault: Fault) -> &Self {
        self.state().always = fault;
        self
    }

    /// Answers for other units from now on: one that is left out is dead, one that is new comes alive.
    pub fn set_units(&self, units: &[u8]) {
        self.state().units = units.to_vec();
    }

    /// The requests to this unit, or to all units, with the time at which they were complete.
    pub fn requests(&self) -> Vec<(Instant, Request)> {
        self.state().requests.clone()
    }

    /// The value of a register.
    pub fn register(&self, address: u16) -> u16 {
        self.state().registers[usize::from(address)]
    }

    /// Changes a register.
    pub fn set_register(&self, address: u16, value: u16) {
        self.state().registers[usize::from(address)] = value;
    }

    /// Whether a coil is on.
    pub fn coil(&self, address: u16) -> bool {
        self.state().bits[usize::from(address)]
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }
}

impl Drop for FaultySlave {
    fn drop(&mut self) {
        self.state().ended = true;
        // A slave that panicked has said so already.
        let _ = self.bus.take().map(JoinHandle::join);
    }
}

impl State {
    fn new(units: &[u8]) -> Self {
        let registers = (0..SIZE).map(|address| address as u16).collect();
        Self {
            units: units.to_vec(),
            bits: vec![false; SIZE],
            registers,
            script: VecDeque::new(),
            always: Fault::None,
            requests: Vec::new(),
            kept_back: VecDeque::new(),
            ended: false,
        }
    }

    /// Takes note of a request, and decides what goes wrong with it; nothing if it is not for this slave.
    fn accept(&mut self, request: &Request) -> Option<Fault> {
        if !self.units.contains(&request.unit) && request.unit != 0 {
            return None;
        }
        if self.requests.len() < MAX_REQUESTS {
            self.requests.push((Instant::now(), request.clone()));
        }
        let fault = self.script.pop_front().unwrap_or_else(|| self.always.clone());
        // Nobody answers a broadcast (serial line guide, section 2.1).
        Some(if request.unit == 0 { Fault::Silent } else { fault })
    }

    /// Carries out the request, and returns the body of the correct answer: function and what follows.
    fn answer(&mut self, request: &Request) -> Vec<u8> {
        let (address, count) = (usize::from(request.address), usize::from(request.value));
        let echo = [request.address.to_be_bytes(), request.value.to_be_bytes()].concat();
        let body = match request.function {
            1 | 2 => self
                .bits
                .get(address..address + count)
                .map(|bits| counted(packed(bits))),
            3 | 4 => self
                .registers
                .get(address..address + count)
                .map(|values| counted(big_endian(values))),
            5 => self
                .bits
                .get_mut(address)
                .map(|bit| *bit = request.value == 0xFF00)
                .map(|()| echo),
            6 => self
                .registers
                .get_mut(address)
                .map(|register| *register = request.value)
                .map(|()| echo),
            15 => self
                .bits
                .get_mut(address..address + count)
                .map(|bits| unpack(&request.data, bits))
                .map(|()| echo),
            16 => self.write_registers(address, &request.data).map(|()| echo),
            function => panic!("function {function} is no request that the frame reader lets through"),
        };
        match body {
            Some(body) => [&[request.function][..], &body].concat(),
            // Application protocol, section 7: illegal data address.
            None => vec![request.function | 0x80, 2],
        }
    }

    fn write_registers(&mut self, address: usize, data: &[u8]) -> Option<()> {
        let registers = self.registers.get_mut(address..address + data.len() / 2)?;
        for (register, bytes) in registers.iter_mut().zip(data.chunks_exact(2)) {
            *register = u16::from_be_bytes([bytes[0], bytes[1]]);
        }
        Some(())
    }
}

fn serve(port: &Pty, shared: &Mutex<State>) {
    let mut received = Vec::new();
    while !locked(shared).ended {
        if port.read(&mut received) == 0 {
            thread::sleep(INTERVAL);
            continue;
        }
        while let Some(request) = Request::take(&mut received) {
            let fault = locked(shared).accept(&request);
            if let Some(fault) = fault {
                respond(port, shared, &request, fault);
            }
        }
    }
}

fn respond(port: &Pty, shared: &Mutex<State>, request: &Request, fault: Fault) {
    let unit = request.unit;
    if let Fault::Exception(code) = fault {
        return port.write(&rtu::frame(unit, &[request.function | 0x80, code]));
    }
    if fault == Fault::Silent && unit != 0 {
        return;
    }
    let body = locked(shared).answer(request);
    let frame = rtu::frame(unit, &body);
    match fault {
        Fault::None => port.write(&frame),
        Fault::Late(delay) => {
            thread::sleep(delay);
            port.write(&frame);
        }
        Fault::Silent | Fault::Exception(_) => {}
        Fault::BadCrc => port.write(&spoiled(frame)),
        Fault::WrongUnit => port.write(&rtu::frame(unit.wrapping_add(1), &body)),
        Fault::Short => port.write(&rtu::frame(unit, &shortened(body))),
        Fault::CutOff => port.write(&frame[..frame.len() / 2]),
        Fault::GarbageBefore(garbage) => port.write(&[garbage, frame].concat()),
        Fault::Echo => port.write(&[sent(request), frame].concat()),
        Fault::Split(pause) => {
            let (first, second) = frame.split_at(frame.len() / 2);
            port.write(first);
            thread::sleep(pause);
            port.write(second);
        }
        Fault::Behind(distance) => {
            let mut state = locked(shared);
            state.kept_back.push_back(frame);
            if state.kept_back.len() > distance {
                let due = state.kept_back.pop_front().unwrap_or_default();
                drop(state);
                port.write(&due);
            }
        }
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The frame of the request as the master sent it.
fn sent(request: &Request) -> Vec<u8> {
    let mut pdu = vec![request.function];
    pdu.extend(request.address.to_be_bytes());
    pdu.extend(request.value.to_be_bytes());
    if !request.data.is_empty() {
        pdu.extend(counted(request.data.clone()));
    }
    rtu::frame(request.unit, &pdu)
}

fn spoiled(mut frame: Vec<u8>) -> Vec<u8> {
    if let Some(last) = frame.last_mut() {
        *last ^= 0xFF;
    }
    frame
}

/// One value less: two bytes of a read, which keeps its byte count true; the last byte of any other answer.
fn shortened(mut body: Vec<u8>) -> Vec<u8> {
    let registers = matches!(body.first(), Some(3 | 4));
    body.truncate(body.len() - if registers { 2 } else { 1 });
    if registers {
        body[1] -= 2;
    }
    body
}

fn counted(bytes: Vec<u8>) -> Vec<u8> {
    [&[bytes.len() as u8][..], &bytes].concat()
}

fn big_endian(values: &[u16]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

/// Eight bits a byte, the first in the lowest place (application protocol, section 6.1).
fn packed(bits: &[bool]) -> Vec<u8> {
    let byte = |bits: &[bool]| {
        bits.iter()
            .enumerate()
            .fold(0, |byte, (place, bit)| byte | u8::from(*bit) << place)
    };
    bits.chunks(8).map(byte).collect()
}

fn unpack(bytes: &[u8], bits: &mut [bool]) {
    for (place, bit) in bits.iter_mut().enumerate() {
        *bit = bytes
            .get(place / 8)
            .is_some_and(|byte| byte >> (place % 8) & 1 == 1);
    }
}
