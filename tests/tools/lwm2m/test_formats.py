"""The codecs against published bytes: a server that decodes wrongly would accuse the client."""

import unittest

from . import formats, link_format
from .values import FormatError, Record

# OMA LwM2M core 1.2.1, sections 7.5.4 to 7.5.7: the Device object of the example client.
DEVICE = [
    Record((3, 0, 0), "string", "Open Mobile Alliance"),
    Record((3, 0, 1), "string", "Lightweight M2M Client"),
    Record((3, 0, 2), "string", "345000123"),
    Record((3, 0, 3), "string", "1.0"),
    Record((3, 0, 6, 0), "integer", 1),
    Record((3, 0, 6, 1), "integer", 5),
    Record((3, 0, 7, 0), "integer", 3800),
    Record((3, 0, 7, 1), "integer", 5000),
    Record((3, 0, 8, 0), "integer", 125),
    Record((3, 0, 8, 1), "integer", 900),
    Record((3, 0, 9), "integer", 100),
    Record((3, 0, 10), "integer", 15),
    Record((3, 0, 11, 0), "integer", 0),
    Record((3, 0, 13), "integer", 1367491215),
    Record((3, 0, 14), "string", "+02:00"),
    Record((3, 0, 16), "string", "U"),
]
# The specification spells "Lightweigt" under the length of the correct word; here it is correct.
DEVICE_TLV = bytes.fromhex(
    "c800144f70656e204d6f62696c6520416c6c69616e6365c801164c69676874776569676874204d324d20436c69656e74"
    "c80209333435303030313233c303312e30860641000141010588070842000ed842011388870841007d42010384c10964"
    "c10a0f830b410000c40d5182428fc60e2b30323a3030c11055"
)
DEVICE_SENML_JSON = (
    b'[{"bn":"/3/0/","n":"0","vs":"Open Mobile Alliance"},{"n":"1","vs":"Lightweight M2M Client"},'
    b'{"n":"2","vs":"345000123"},{"n":"3","vs":"1.0"},{"n":"6/0","v":1},{"n":"6/1","v":5},'
    b'{"n":"7/0","v":3800},{"n":"7/1","v":5000},{"n":"8/0","v":125},{"n":"8/1","v":900},'
    b'{"n":"9","v":100},{"n":"10","v":15},{"n":"11/0","v":0},{"n":"13","v":1367491215},'
    b'{"n":"14","vs":"+02:00"},{"n":"16","vs":"U"}]'
)
DEVICE_SENML_CBOR = bytes.fromhex(
    "90a321652f332f302f00613003744f70656e204d6f62696c6520416c6c69616e6365a200613103764c69676874776569"
    "676874204d324d20436c69656e74a20061320369333435303030313233a20061330363312e30a20063362f300201a200"
    "63362f310205a20063372f3002190ed8a20063372f3102191388a20063382f3002187da20063382f3102190384a20061"
    "39021864a200623130020fa2006431312f300200a200623133021a5182428fa20062313403662b30323a3030a2006231"
    "36036155"
)
DEVICE_LWM2M_CBOR = bytes.fromhex(
    "a1820300ad00744f70656e204d6f62696c6520416c6c69616e636501764c69676874776569676874204d324d20436c69"
    "656e7402693334353030303132330363312e3006a20001010507a200190ed80119138808a200187d011903840918640a"
    "0f0ba100000d1a5182428f0e662b30323a3030106155"
)


class Published(unittest.TestCase):
    def test_the_example_device_is_the_same_in_every_format_with_types(self):
        self.assertEqual(formats.decode(formats.SENML_JSON, DEVICE_SENML_JSON, (3, 0)), DEVICE)
        self.assertEqual(formats.decode(formats.SENML_CBOR, DEVICE_SENML_CBOR, (3, 0)), DEVICE)
        self.assertEqual(formats.decode(formats.LWM2M_CBOR, DEVICE_LWM2M_CBOR, (3, 0)), DEVICE)

    def test_the_example_device_is_written_as_published_in_tlv(self):
        self.assertEqual(formats.encode(formats.TLV, DEVICE, (3, 0)), DEVICE_TLV)

    def test_tlv_yields_the_same_paths_with_and_without_a_wrapper(self):
        paths = [record.path for record in DEVICE]
        wrapped = b"\x08\x00\x79" + DEVICE_TLV
        for payload, base in ((DEVICE_TLV, (3, 0)), (wrapped, (3, 0)), (wrapped, (3,))):
            self.assertEqual([record.path for record in formats.decode(formats.TLV, payload, base)], paths)

    def test_a_created_instance_is_as_published(self):
        # OMA enabler test specification for LwM2M 1.1, test 1630, with the type byte that its length asks for.
        records = [
            Record((16, 1, 0, 0), "string", "Host Device ID #2"),
            Record((16, 1, 0, 1), "string", "Host Device Model #2"),
        ]
        self.assertEqual(
            formats.encode(formats.TLV, records, (16,)).hex(),
            "08012e88002b480011486f737420446576696365204944202332"
            "480114486f737420446576696365204d6f64656c202332",
        )

    def test_links_keep_their_attributes(self):
        # OMA LwM2M core 1.2.1, section 6.2.1.
        links = link_format.decode(b'</>;rt="oma.lwm2m";ct="60 110 112",</1/0>,</3/0/7>;dim=2;lt=42.2')
        self.assertEqual([link["path"] for link in links], ["/", "/1/0", "/3/0/7"])
        self.assertEqual(links[0]["attributes"]["ct"], '"60 110 112"')
        self.assertEqual(links[2]["attributes"], {"dim": "2", "lt": "42.2"})

    def test_base_values_hold_until_they_are_replaced(self):
        # After RFC 8428, section 4.6.
        payload = b'[{"bn":"/3303/0/5700","bt":1700000000,"v":22.5},{"t":10,"v":22},{"bn":"/1/0/1","v":3}]'
        records = formats.decode(formats.SENML_JSON, payload, ())
        self.assertEqual([record.time for record in records], [1700000000, 1700000010, 1700000000])
        self.assertEqual([record.path for record in records][1:], [(3303, 0, 5700), (1, 0, 1)])


class Rules(unittest.TestCase):
    def refused(self, number, payload, base):
        with self.assertRaises(FormatError, msg=payload):
            formats.decode(number, payload, base)

    def test_senml_that_breaks_a_rule_is_refused(self):
        for record in (
            '"n":"/3/0/0"',
            '"n":"/3/0/0","v":1,"vs":"1"',
            '"n":"/3/0/0","v":true',
            '"n":"/3/0/0","v":1,"ours_":2',
            '"n":"/3/0/0/","v":1',
            '"n":"3/0/0","v":1',
            '"n":"/3/0/65536","v":1',
            '"n":"/3/0/00","v":1',
            '"n":"/3/1/0","v":1',
            '"n":"/3/0/0","vd":"YQ=="',
            '"n":"/3/0/0","v":NaN',
        ):
            self.refused(formats.SENML_JSON, f"[{{{record}}}]".encode(), (3, 0))

    def test_a_path_that_comes_twice_is_refused(self):
        self.refused(formats.TLV, bytes.fromhex("c10901c10902"), (3, 0))

    def test_damaged_bytes_are_refused(self):
        for cut in range(1, len(DEVICE_SENML_CBOR)):
            self.refused(formats.SENML_CBOR, DEVICE_SENML_CBOR[:cut], (3, 0))
        self.refused(formats.SENML_CBOR, DEVICE_SENML_CBOR + b"\0", (3, 0))
        for cut in (1, 2, 5, len(DEVICE_TLV) - 1):
            self.refused(formats.TLV, DEVICE_TLV[:cut], (3, 0))

    def test_another_resource_than_the_one_asked_for_is_refused(self):
        self.refused(formats.TLV, bytes.fromhex("c10901"), (3, 0, 10))


if __name__ == "__main__":
    unittest.main()
