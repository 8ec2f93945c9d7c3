"""Given a base address only, read every dataflow with pysdmx and print all observations as JSON."""

import json
import sys
from io import BytesIO

from pysdmx.api.qb.data import DataContext, DataFormat, DataQuery
from pysdmx.api.qb.service import RestService
from pysdmx.api.qb.structure import StructureFormat, StructureQuery, StructureReference, StructureType
from pysdmx.api.qb.util import ApiVersion
from pysdmx.errors import NotFound
from pysdmx.io import get_datasets, read_sdmx

FORMATS = {
    "csv": DataFormat.SDMX_CSV_1_0_0,
    "xml": DataFormat.SDMX_ML_2_1_STR,
    "generic": DataFormat.SDMX_ML_2_1_GEN,
}


def main(base: str, form: str) -> None:
    service = RestService(
        base, ApiVersion.V1_5_0, data_format=FORMATS[form], structure_format=StructureFormat.SDMX_ML_2_1
    )
    flows = read_sdmx(BytesIO(service.structure(StructureQuery(StructureType.DATAFLOW, "MIDEX")))).get_dataflows()
    told = {}
    for flow in flows:
        related = StructureQuery(StructureType.DATAFLOW, "MIDEX", flow.id, references=StructureReference.ALL)
        structure = BytesIO(service.structure(related))
        try:
            data = service.data(DataQuery(DataContext.DATAFLOW, "MIDEX", flow.id, flow.version))
        except NotFound:
            told[flow.id] = [{"refused": "404"}]
            continue
        (dataset,) = get_datasets(BytesIO(data), structure)
        told[flow.id] = dataset.data.astype("string").fillna("").to_dict(orient="records")
    sys.stdout.write(json.dumps(told))


main(*sys.argv[1:])
