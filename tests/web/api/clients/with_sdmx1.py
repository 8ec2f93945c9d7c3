"""Given a base address only, read every dataflow with sdmx1 and print all observations as JSON."""

import json
import logging
import sys

import sdmx
from requests import HTTPError

logging.disable(logging.WARNING)


def rows(message: sdmx.message.DataMessage) -> list[dict[str, str]]:
    told = []
    for dataset in message.data:
        for obs in dataset.obs:
            row = {name: str(value.value) for name, value in obs.key.values.items()}
            row |= {name: str(value.value) for name, value in obs.attached_attribute.items()}
            told.append(row | {"OBS_VALUE": "" if obs.value is None else str(obs.value)})
    return told


def main(base: str, key: str) -> None:
    sdmx.add_source({"id": "MIDEX", "name": "MIDEX", "url": base})
    client = sdmx.Client("MIDEX")
    asked = json.loads(key)
    told = {}
    for flow in client.dataflow().dataflow:
        try:
            told[flow] = rows(client.data(flow, key=asked) if asked else client.data(flow))
        except HTTPError as error:
            told[flow] = [{"refused": str(error.response.status_code)}]
    sys.stdout.write(json.dumps(told))


main(*sys.argv[1:])
