"""Writes root.layout: signed by alice, with one step that bob alone may do. Run with the Python that in-toto is installed for."""
from in_toto.models.layout import Layout, Step
from in_toto.models.metadata import Metablock
from securesystemslib.interface import import_ed25519_privatekey_from_file, import_ed25519_publickey_from_file

worker = import_ed25519_publickey_from_file("bob.pub")
step = Step(name="build")
step.set_expected_command_from_string("cp foo.c foo.o")
step.pubkeys = [worker["keyid"]]
for rule in ("ALLOW foo.c", "DISALLOW *"):
    step.add_material_rule_from_string(rule)
for rule in ("CREATE foo.o", "ALLOW foo.c", "DISALLOW *"):
    step.add_product_rule_from_string(rule)

layout = Layout()
layout.set_relative_expiration(days=1)
layout.add_functionary_key(worker)
layout.steps = [step]
layout.validate()

block = Metablock(signed=layout)
block.sign(import_ed25519_privatekey_from_file("alice"))
block.dump("root.layout")
