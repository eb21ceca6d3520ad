"""The operation that belongs to a path."""

import pytest

from gateway.proxy.api_descriptions import Operation, public_operations
from gateway.proxy.routing import AmbiguousRoute, RoutingTable


def table(*paths: str) -> RoutingTable:
    return RoutingTable(Operation("suppliers", "GET", path) for path in paths)


@pytest.mark.parametrize(
    ("path", "template"),
    [
        (b"/v1/facilities", "/v1/facilities"),
        (b"/v1/facilities/match", "/v1/facilities/match"),
        (b"/v1/facilities/0193", "/v1/facilities/{facility_id}"),
        (b"/v1/facilities/match/exposure", "/v1/facilities/{id}/exposure"),
        (b"/v1/facilities/matches", "/v1/facilities/{facility_id}"),
    ],
)
def test_a_literal_segment_beats_a_parameter(path: bytes, template: str) -> None:
    routes = table(
        "/v1/facilities/{facility_id}", "/v1/facilities", "/v1/facilities/match", "/v1/facilities/{id}/exposure"
    )
    methods = routes.find(path)
    assert methods is not None
    assert methods["GET"].path == template


@pytest.mark.parametrize("path", [b"", b"v1/a", b"/", b"/v1", b"/v1/", b"/v1/a/", b"//v1/a", b"/v1/A", b"/v1/%61"])
def test_a_path_in_no_api_description_does_not_exist(path: bytes) -> None:
    assert table("/v1/a").find(path) is None


def test_two_services_cannot_have_the_same_operation() -> None:
    with pytest.raises(AmbiguousRoute):
        RoutingTable([Operation("suppliers", "GET", "/v1/a/{x}"), Operation("dialogue", "GET", "/v1/a/{y}")])


def test_a_parameter_is_a_whole_segment() -> None:
    with pytest.raises(AmbiguousRoute):
        table("/v1/files/{name}.csv")


def test_what_is_internal_is_not_routed() -> None:
    document = {
        "paths": {
            "/internal/events": {"get": {}},
            "/v1/a": {"get": {"x-internal": True}, "post": {"x-max-body-bytes": 7}, "parameters": []},
        }
    }
    assert list(public_operations("suppliers", document)) == [
        Operation("suppliers", "POST", "/v1/a", max_body_bytes=7)
    ]
