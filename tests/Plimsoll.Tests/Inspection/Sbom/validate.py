"""Validates JSON documents: validate.py SCHEMAS.zip SCHEMA DOCUMENT... Says what is wrong, and ends with 1 then."""
import json
import sys
import warnings
import zipfile

warnings.simplefilter("ignore")
import jsonschema  # noqa: E402

archive, name, *documents = sys.argv[1:]
with zipfile.ZipFile(archive) as schemas:
    store = {n: json.loads(schemas.read(n)) for n in schemas.namelist() if n.endswith(".json")}
schema = store[name]
# Schemas of CycloneDX refer to their neighbours by name, which their ids turn into addresses.
known = {key: value for n, s in store.items() for key, value in ((n, s), (s.get("$id", n), s), ("http://cyclonedx.org/schema/" + n, s))}
kind = jsonschema.validators.validator_for(schema)
kind.check_schema(schema)
resolver = jsonschema.RefResolver(schema.get("$id", ""), schema, store=known)
validator = kind(schema, resolver=resolver, format_checker=jsonschema.FormatChecker())
failed = False
for document in documents:
    with open(document, encoding="utf-8") as text:
        for error in list(validator.iter_errors(json.load(text)))[:20]:
            best = jsonschema.exceptions.best_match([error])
            print(f"{document}: {'/'.join(map(str, best.absolute_path))}: {best.message[:500]}", file=sys.stderr)
            failed = True
sys.exit(1 if failed else 0)
