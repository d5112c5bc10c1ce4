"""An LwM2M server that is independent of the code under test; tests ask clients through it.

    lwm2m_server.py PORT [--versions 1.0,1.1] [--block-size BYTES] [--dtls PORT --psk IDENTITY:HEX]...
    lwm2m_server.py PORT ... --dtls PORT --certificate FILE --private-key FILE --authority FILE

It prints {"event":"ready"} when it serves the port, then answers each line of standard input, a JSON object with an
`id`, with one line that has the same `id`: with an `answer`, or with an `error` if the client did not answer.

    {"id": 1, "do": "read", "endpoint": "gw-1", "path": "/3303/0/5700", "accept": 112}
    {"id": 1, "answer": {"code": 205, "format": 112, "payload": "81a2…", "records": [{"path": …}]}}

Commands with an endpoint (lwm2m/downlink.py tells what belongs to each; records are told by lwm2m/values.py):

    read, discover                     path, accept
    write, update, create              path, format, and records or payload (hexadecimal)
    write-attributes                   path, query (a list)
    execute                            path, arguments (text)
    delete                             path
    read-composite                     paths, format (of the request), accept
    write-composite                    records, format
    observe, observe-composite         as to read, and observation (a number that the test chose)

Commands without: cancel (observation, by-request), registrations. Lines without an `id` are events: registered,
updated, deregistered, expired, refused, notification, observation-ended, sent. It ends with its standard input.
"""

import argparse
import asyncio
import json
import logging
import sys

from aiocoap import Context

from lwm2m.directory import Directory
from lwm2m.downlink import Downlink, Failure
from lwm2m.values import FormatError


class Server:
    """The server with its control interface."""

    async def open(self, options):
        self.front = None
        self.directory = Directory(options.versions.split(","), report, self.identity_of, self.forget)
        # udp6 serves IPv4 too, and answers and asks from one socket, as clients demand.
        context = await Context.create_server_context(
            self.directory.site(), bind=("127.0.0.1", options.port), transports=["udp6"]
        )
        self.downlink = Downlink(context, report, options.block_size)
        if options.dtls:
            # Only here: Mbed TLS is not installed everywhere.
            from lwm2m.dtls import Certificates, Front, Keys

            if options.certificate:
                secrets = Certificates(options.certificate, options.private_key, options.authority)
            else:
                keys = dict(option.rsplit(":", 1) for option in options.psk)
                secrets = Keys({identity: bytes.fromhex(key) for identity, key in keys.items()})
            server = ("127.0.0.1", options.port)
            self.front = await Front.open(options.dtls, secrets, server, logging.getLogger("dtls"))
        return self

    def identity_of(self, remote):
        return self.front and self.front.identity_of(remote.sockaddr[1])

    def forget(self, client):
        self.downlink.forget(client)

    async def obey(self, line):
        command = json.loads(line)
        try:
            reply = {"answer": await self.carry_out(command)}
        except (Failure, FormatError) as failure:
            reply = {"error": str(failure)}
        except Exception as error:  # the test must get its line, whatever happened
            logging.exception("the command %s failed", line)
            reply = {"error": repr(error)}
        write({"id": command["id"]} | reply)

    async def carry_out(self, command):
        match command["do"]:
            case "registrations":
                return [client.to_json() for client in self.directory.by_location.values()]
            case "cancel":
                return await self.downlink.cancel(command["observation"], command["by-request"])
            case _:
                client = self.directory.client(command["endpoint"])
                if not client:
                    raise Failure("not registered")
                return await self.downlink.ask(client, command)


def report(event, **details):
    write({"event": event} | details)


def write(json_object):
    print(json.dumps(json_object, allow_nan=False), flush=True)


async def main(options):
    server = await Server().open(options)
    report("ready")
    loop = asyncio.get_running_loop()
    tasks = set()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        # At the same time: a slow answer of one client must not hold up the others.
        task = asyncio.create_task(server.obey(line))
        tasks.add(task)
        task.add_done_callback(tasks.discard)


def parse_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--versions", default="1.0,1.1")
    parser.add_argument("--block-size", type=int, choices=[16 << exponent for exponent in range(7)])
    parser.add_argument("--dtls", type=int)
    parser.add_argument("--psk", action="append", default=[])
    parser.add_argument("--certificate")
    parser.add_argument("--private-key")
    parser.add_argument("--authority")
    return parser.parse_args()


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("asyncio").setLevel(logging.INFO)
    asyncio.run(main(parse_options()))
