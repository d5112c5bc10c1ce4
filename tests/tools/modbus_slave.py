"""A Modbus RTU slave that is independent of the code under test; tests look into it and change it.

    modbus_slave.py PORT UNIT...

Every unit has 256 coils, discrete inputs, holding registers and input registers, all 0 at the start.
It prints `ready` when it serves the port, then answers each line of standard input with one line:

    get UNIT TABLE ADDRESS [COUNT]      ok VALUE...
    set UNIT TABLE ADDRESS VALUE...     ok
    writes                              ok UNIT:FUNCTION:ADDRESS=VALUE[,VALUE...]...
                                        (every write that came over the wire, in order)

TABLE is coil, discrete, holding or input. What it cannot do it answers with `error REASON`.
It ends with its standard input.
"""

import asyncio
import functools
import sys

from pymodbus import FramerType
from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusSerialServer
from pymodbus.simulator import DataType, SimData, SimDevice

SIZE = 256
# The function that reads a table; pymodbus finds a table by it.
TABLES = {"coil": 1, "discrete": 2, "holding": 3, "input": 4}
WRITING_FUNCTIONS = (5, 6, 15, 16, 22, 23)
MAX_WRITES = 10_000


def bits():
    return [SimData(0, values=[False] * SIZE, datatype=DataType.BITS)]


def registers():
    return [SimData(0, count=SIZE, values=0, datatype=DataType.REGISTERS)]


def device(unit, writes):
    return SimDevice(
        unit,
        simdata=(bits(), bits(), registers(), registers()),
        action=functools.partial(note, unit, writes),
    )


async def note(unit, writes, function, _start, address, _count, _registers, values):
    """Remembers what a master wrote; changes made by a test come with a reading function."""
    if values is not None and function in WRITING_FUNCTIONS and len(writes) < MAX_WRITES:
        listed = ",".join(str(int(value)) for value in values)
        writes.append(f"{unit}:{function}:{address}={listed}")


async def obey(server, writes, words):
    match words:
        case ["get", unit, table, address, *count]:
            wanted = int(count[0]) if count else 1
            found = await server.context.async_getValues(int(unit), TABLES[table], int(address), wanted)
            return refusal(found) or " ".join(["ok", *(str(int(value)) for value in found)])
        case ["set", unit, table, address, *values]:
            parse = (lambda text: text == "1") if table in ("coil", "discrete") else int
            new = [parse(value) for value in values]
            done = await server.context.async_setValues(int(unit), TABLES[table], int(address), new)
            return refusal(done) or "ok"
        case ["writes"]:
            return " ".join(["ok", *writes])
        case _:
            return "error unknown command"


def refusal(result):
    return f"error {result.name}" if isinstance(result, ExcCodes) else None


async def main(port, units):
    writes = []
    server = ModbusSerialServer(
        [device(unit, writes) for unit in units],
        framer=FramerType.RTU,
        port=port,
        baudrate=115200,
    )
    await server.serve_forever(background=True)
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        try:
            reply = await obey(server, writes, line.split())
        except Exception as error:  # the test must get its line, whatever happened
            reply = f"error {error!r}"
        print(reply, flush=True)
    await server.shutdown()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], [int(unit) for unit in sys.argv[2:]]))
