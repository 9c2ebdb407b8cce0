"""JUnit reports as CI servers read them: valid by junit.xsd, and every suite's counts are those of its cases.

    python junit.py FILE...

Needs lxml. Exit status 0 when all holds.
"""

import pathlib
import sys

from lxml import etree

schema = etree.XMLSchema(etree.parse(str(pathlib.Path(__file__).with_name("junit.xsd"))))

# The schema itself must refuse what is no report.
for wrong in ["<testsuites><testcase/></testsuites>", "<testsuites><testsuite name='a' tests='x' failures='0' errors='0'/></testsuites>"]:
    assert not schema.validate(etree.fromstring(wrong)), wrong

cases = 0
for path in sys.argv[1:]:
    report = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True))
    schema.assertValid(report)
    assert report.getroot().tag == "testsuites", report.getroot().tag
    for suite in report.iter("testsuite"):
        cases += len(suite.findall("testcase"))
        counted = {"tests": suite.findall("testcase"), "failures": suite.findall("testcase/failure"),
                   "errors": suite.findall("testcase/error"), "skipped": suite.findall("testcase/skipped")}
        for name, found in counted.items():
            assert int(suite.get(name)) == len(found), (path, suite.get("name"), name)
assert cases > 0 or len(sys.argv) == 1, "no case in any report"
print(f"{len(sys.argv) - 1} JUnit reports with {cases} cases are valid")
