"""What a server asks of a registered client (OMA LwM2M core 1.2.1, sections 6.3 and 6.4)."""

import asyncio

from aiocoap import Message, error
from aiocoap.numbers.codes import Code
from aiocoap.pipe import Pipe
from aiocoap.protocol import BlockwiseRequest, Request

from . import formats, link_format
from .values import FormatError, parse_path, without_prefix

# How long a client may take for an answer: its devices are slow, but a test must not wait for ever.
PATIENCE = 20

METHODS = {
    "read": Code.GET,
    "discover": Code.GET,
    "write": Code.PUT,
    "update": Code.POST,
    "write-attributes": Code.PUT,
    "execute": Code.POST,
    "create": Code.POST,
    "delete": Code.DELETE,
    "read-composite": Code.FETCH,
    "write-composite": Code.iPATCH,
    "observe": Code.GET,
    "observe-composite": Code.FETCH,
}


class Failure(Exception):
    """There is no answer of the client."""


class Downlink:
    """Sends requests from the very socket that received the registrations."""

    def __init__(self, context, report, block_size):
        self.context = context
        self.report = report
        # RFC 7959, section 2.2: a block has 2 ** (exponent + 4) bytes.
        self.exponent = block_size.bit_length() - 5 if block_size else None
        self.observations = {}

    async def ask(self, client, command):
        """Carries out one command, and returns what the client answered."""
        message = self.message(client, command)
        if command["do"].startswith("observe"):
            return await self.observe(client, message, command)
        response = await self.response(self.context.request(message))
        return answer(response, command)

    def message(self, client, command):
        message = Message(code=METHODS[command["do"]], uri_path=path_options(command))
        message.remote = client.remote
        message.opt.uri_query = command.get("query", [])
        message.opt.content_format, message.payload = body(command)
        if command["do"] == "discover":
            message.opt.accept = formats.LINK
        elif command.get("accept") is not None:
            message.opt.accept = command["accept"]
        if self.exponent is not None:
            message.remote.maximum_block_size_exp = self.exponent
            if message.code in (Code.GET, Code.FETCH):
                message.opt.block2 = (0, False, self.exponent)
        return message

    async def observe(self, client, message, command):
        message.opt.observe = 0
        request = self.context.request(message, handle_blockwise=False)
        observation = Observation(client, message, request, command)
        # By callback, because the iterator of aiocoap keeps only the latest of several notifications.
        notified = asyncio.Queue()
        request.observation.register_callback(notified.put_nowait, _suppress_deprecation=True)
        request.observation.register_errback(notified.put_nowait, _suppress_deprecation=True)
        response = await self.response(request)
        whole = await self.response(self.whole(message, response))
        if response.opt.observe is not None:
            observation.task = asyncio.create_task(self.forward(observation, notified))
            self.observations[command["observation"]] = observation
        return answer(whole, command) | {"observed": response.opt.observe is not None}

    async def forward(self, observation, notified):
        command = observation.command
        number = command["observation"]
        while True:
            notification = await notified.get()
            if isinstance(notification, Exception):
                self.observations.pop(number, None)
                self.report("observation-ended", observation=number, reason=repr(notification))
                return
            # Before the rest of the blocks comes: the sequence number and the time are those of the first.
            seen = {"sequence": notification.opt.observe, "confirmable": notification.mtype == 0}
            seen["at"] = asyncio.get_running_loop().time()
            try:
                whole = await self.whole(observation.message, notification)
            except error.Error as problem:
                seen["problem"] = f"{type(problem).__name__}: {problem}"
                whole = notification
            self.report("notification", observation=number, **seen, answer=answer(whole, command))

    async def whole(self, request, response):
        """Fetches the blocks that follow the first one (RFC 7959, section 2.6)."""
        return await BlockwiseRequest._complete_by_requesting_block2(
            self.context, request, response, self.context.log
        )

    async def cancel(self, number, by_request):
        """Ends an observation: with a request, or by Reset of the next notification (RFC 7641, section 3.6)."""
        observation = self.observations.pop(number, None)
        if not observation:
            raise Failure("there is no such observation")
        observation.end()
        if not by_request:
            return {}
        message = observation.message.copy(mid=None, token=None, observe=1)
        message.remote = observation.client.remote
        request = self.request_with_token(message, observation.message.token)
        response = await self.response(request)
        whole = await self.response(self.whole(message, response))
        return answer(whole, observation.command)

    def request_with_token(self, message, token):
        """A request that repeats a token, which aiocoap does not offer."""
        tokens = self.context.request_interfaces[0]
        pipe = Pipe(message, self.context.log)
        request = Request(pipe, self.context.loop, self.context.log)
        tokens.next_token = lambda: token
        try:
            tokens.request(pipe)
        finally:
            del tokens.next_token
        return request

    def forget(self, client):
        """Core 1.2.1, section 6.2.1: the observations end with the registration."""
        for number, observation in list(self.observations.items()):
            if observation.client is client:
                del self.observations[number]
                observation.end()
                self.report("observation-ended", observation=number, reason="the registration ended")

    async def response(self, request):
        waiting = request.response if hasattr(request, "response") else request
        try:
            return await asyncio.wait_for(waiting, PATIENCE)
        except asyncio.TimeoutError as late:
            raise Failure("timeout") from late
        except error.Error as problem:
            raise Failure(f"{type(problem).__name__}: {problem}") from problem


class Observation:
    def __init__(self, client, message, request, command):
        self.client = client
        self.message = message
        self.request = request
        self.command = command
        self.task = None

    def end(self):
        self.task.cancel()
        # What ends the interest of aiocoap: the next notification is answered with Reset.
        self.request._stop_interest()


def path_options(command):
    if "composite" in command["do"]:
        return ()
    return tuple(part for part in command["path"].split("/") if part)


def body(command):
    """The content format and the payload of a request."""
    if "payload" in command:
        return command["format"], bytes.fromhex(command["payload"])
    if command["do"] == "execute":
        text = command.get("arguments", "")
        return (formats.TEXT, text.encode()) if text else (None, b"")
    if command["do"] in ("read-composite", "observe-composite"):
        return command["format"], formats.encode_paths(command["format"], base_paths(command))
    if "records" in command:
        records = [formats.Record.from_json(record) for record in command["records"]]
        base = () if "composite" in command["do"] else parse_path(command["path"])
        return command["format"], formats.encode(command["format"], records, base)
    return None, b""


def base_paths(command):
    return [parse_path(path) for path in command["paths"]]


def answer(response, command):
    """The JSON form of an answer; a payload that cannot be understood is a `problem` beside its bytes."""
    number = response.opt.content_format
    json = {"code": code_number(response.code), "format": None if number is None else int(number)}
    json["payload"] = response.payload.hex()
    if response.opt.location_path:
        json["location"] = "/" + "/".join(response.opt.location_path)
    if not response.code.is_successful():
        return json | {"message": response.payload.decode(errors="replace")}
    try:
        return json | content(json["format"], response, command)
    except FormatError as problem:
        return json | {"problem": str(problem)}


def content(number, response, command):
    """What a successful answer holds, after the checks of its format."""
    if number is None:
        if response.payload:
            raise FormatError("a payload came without a content format")
        return {}
    if command["do"] == "discover":
        if number != formats.LINK:
            raise FormatError(f"content format {number} came instead of links")
        return {"links": link_format.decode(response.payload)}
    wanted = command.get("accept")
    if wanted is not None and number != wanted:
        raise FormatError(f"content format {number} came instead of {wanted}")
    if "composite" in command["do"]:
        records = formats.decode(number, response.payload, ())
        check_composite(records, base_paths(command))
    else:
        records = formats.decode(number, response.payload, parse_path(command["path"]))
    return {"records": [record.to_json() for record in records]}


def check_composite(records, wanted):
    for record in records:
        if not any(record.path[: len(path)] == path for path in wanted):
            raise FormatError(f"{record.path} was not asked for")


def code_number(code):
    """2.05 is 205."""
    return 100 * (code >> 5) + (code & 31)
