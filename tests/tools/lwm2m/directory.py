"""The registration interface (OMA LwM2M core 1.2.1, section 6.2) and the receiver of Send (section 6.4.6)."""

import asyncio
import itertools

from aiocoap import Message, resource
from aiocoap.numbers.codes import Code

from . import formats, link_format
from .values import FormatError

# Core 1.2.1, section 6.2.1: what holds when a client does not say.
DEFAULT_LIFETIME = 86400
DEFAULT_BINDING = "U"

PARAMETERS = ("ep", "lt", "lwm2m", "b", "Q", "sms", "pid")


class Refusal(Exception):
    """A request is answered with an error."""

    def __init__(self, code, reason):
        super().__init__(reason)
        self.code = code


class Registration:
    """A client, as it described itself."""

    def __init__(self, number, parameters, links, request, identity):
        self.location = f"r{number}"
        self.endpoint = parameters["ep"]
        self.version = parameters["lwm2m"]
        self.lifetime = lifetime_of(parameters)
        self.binding = parameters.get("b", DEFAULT_BINDING)
        self.queue = "Q" in parameters
        self.links = links
        self.remote = request.remote
        self.identity = identity
        self.expiry = None

    def update(self, parameters, links, request):
        self.lifetime = lifetime_of(parameters, self.lifetime)
        self.binding = parameters.get("b", self.binding)
        self.links = self.links if links is None else links
        self.remote = request.remote

    def to_json(self):
        return {
            "endpoint": self.endpoint,
            "location": self.location,
            "version": self.version,
            "lifetime": self.lifetime,
            "binding": self.binding,
            "queue": self.queue,
            "links": self.links,
            "address": self.remote.hostinfo,
            "identity": self.identity,
        }


class Directory:
    """The registered clients."""

    def __init__(self, versions, report, identity_of, on_end):
        self.versions = versions
        self.report = report
        self.identity_of = identity_of
        self.on_end = on_end
        self.by_location = {}
        # A location is not used again: an old one must not be taken for a new registration.
        self.numbers = itertools.count(1)

    def site(self):
        site = resource.Site()
        site.add_resource(["rd"], Answering(self.register))
        site.add_resource(["rd"], AnsweringBelow(self.change))
        site.add_resource(["dp"], Answering(self.receive))
        return site

    def client(self, endpoint):
        return next((found for found in self.by_location.values() if found.endpoint == endpoint), None)

    def register(self, request):
        if request.code != Code.POST:
            raise Refusal(Code.METHOD_NOT_ALLOWED, "only POST registers")
        parameters = parameters_of(request)
        if not {"ep", "lwm2m"} <= parameters.keys():
            raise Refusal(Code.BAD_REQUEST, "ep or lwm2m is missing")
        if parameters["lwm2m"] not in self.versions:
            self.report("refused", endpoint=parameters["ep"], version=parameters["lwm2m"])
            raise Refusal(Code.PRECONDITION_FAILED, f"version {parameters['lwm2m']} is not spoken here")
        links = links_of(request)
        if links is None:
            raise Refusal(Code.BAD_REQUEST, "there is no object list")
        before = self.client(parameters["ep"])
        if before:
            # Section 6.2.1: the new registration replaces the old one.
            self.end(before)
        client = Registration(next(self.numbers), parameters, links, request, self.identity_of(request.remote))
        self.by_location[client.location] = client
        self.expect_update(client)
        self.report("registered", registration=client.to_json())
        return Message(code=Code.CREATED, location_path=("rd", client.location))

    def change(self, request):
        client = self.by_location.get("/".join(request.opt.uri_path))
        if not client:
            raise Refusal(Code.NOT_FOUND, "there is no such registration")
        if request.code == Code.DELETE:
            self.end(client)
            self.report("deregistered", registration=client.to_json())
            return Message(code=Code.DELETED)
        if request.code != Code.POST:
            raise Refusal(Code.METHOD_NOT_ALLOWED, "only POST and DELETE change a registration")
        parameters = parameters_of(request)
        if not parameters.keys() <= {"lt", "b", "Q", "sms", "pid"}:
            raise Refusal(Code.BAD_REQUEST, "an update cannot change that")
        client.update(parameters, links_of(request), request)
        self.expect_update(client)
        self.report("updated", registration=client.to_json())
        return Message(code=Code.CHANGED)

    def receive(self, request):
        client = next((known for known in self.by_location.values() if known.remote == request.remote), None)
        if not client:
            raise Refusal(Code.NOT_FOUND, "the sender is not registered")
        number = request.opt.content_format
        records = formats.decode(-1 if number is None else int(number), request.payload, ())
        self.report("sent", endpoint=client.endpoint, records=[record.to_json() for record in records])
        return Message(code=Code.CHANGED)

    def expect_update(self, client):
        if client.expiry:
            client.expiry.cancel()
        loop = asyncio.get_running_loop()
        client.expiry = loop.call_later(client.lifetime, self.expire, client)

    def expire(self, client):
        self.end(client)
        self.report("expired", registration=client.to_json())

    def end(self, client):
        client.expiry.cancel()
        del self.by_location[client.location]
        self.on_end(client)


class Answering(resource.Resource):
    """A resource that answers by a function; what the function raises becomes an error answer."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    async def render(self, request):
        try:
            return self.answer(request)
        except Refusal as refusal:
            return Message(code=refusal.code, payload=str(refusal).encode())
        except FormatError as error:
            return Message(code=Code.BAD_REQUEST, payload=str(error).encode())


class AnsweringBelow(Answering, resource.PathCapable):
    """The same for the paths below a resource."""


def parameters_of(request):
    parameters = {}
    for query in request.opt.uri_query:
        name, _, value = query.partition("=")
        if name not in PARAMETERS or name in parameters:
            raise Refusal(Code.BAD_REQUEST, f"the parameter {name!r} is unknown, or comes twice")
        parameters[name] = value
    return parameters


def lifetime_of(parameters, default=DEFAULT_LIFETIME):
    text = parameters.get("lt", str(default))
    if not text.isdecimal() or int(text) == 0:
        raise Refusal(Code.BAD_REQUEST, f"{text!r} is no lifetime")
    return int(text)


def links_of(request):
    if not request.payload:
        return None
    if request.opt.content_format != formats.LINK:
        raise Refusal(Code.UNSUPPORTED_CONTENT_FORMAT, "an object list is in link format")
    return link_format.decode(request.payload)
