"""Writes a questionnaire of the folder `library` into the database. Released: never edit.

A file of that folder is one published version and never changes. Better questions are a new file and a new
migration.
"""

import json
from importlib.resources import files
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import Connection, text

NOBODY = UUID(int=0)

ADD = text("""
insert into questionnaires
  (id, created_at, created_by, updated_at, updated_by, version, owner_id, code, title, purpose, reach, published_no)
values
  (:id, now(), :nobody, now(), :nobody, 1, null, :code, cast(:title as jsonb), :purpose, 'library', :no)
on conflict (owner_id, code) do update
  set published_no = greatest(questionnaires.published_no, excluded.published_no)
""")
ADD_VERSION = text("""
insert into questionnaire_versions
  (id, created_at, created_by, updated_at, updated_by, version, questionnaire_id, owner_id, no, status, languages,
   sections, questions, published_at)
select :id, now(), :nobody, now(), :nobody, 1, questionnaires.id, null, :no, 'published', :languages,
       cast(:sections as jsonb), cast(:questions as jsonb), now()
from questionnaires where questionnaires.owner_id is null and questionnaires.code = :code
on conflict (questionnaire_id, no) do nothing
""")


def shipped(name: str) -> dict[str, Any]:
    """The content of a file, such as `hrdd-start-1`."""
    file = files("dialogue.migrations") / "library" / f"{name}.json"
    content: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return content


def ship(connection: Connection, name: str) -> None:
    """Write a version into the database; its ids are the same in every installation."""
    version = shipped(name)
    code, no = version["code"], version["no"]
    connection.execute(
        ADD,
        {
            "id": uuid5(NAMESPACE_URL, f"questionnaire:{code}"),
            "nobody": NOBODY,
            "code": code,
            "title": json.dumps(version["title"]),
            "purpose": version["purpose"],
            "no": no,
        },
    )
    connection.execute(
        ADD_VERSION,
        {
            "id": uuid5(NAMESPACE_URL, f"questionnaire:{code}:{no}"),
            "nobody": NOBODY,
            "code": code,
            "no": no,
            "languages": version["languages"],
            "sections": json.dumps(version["sections"]),
            "questions": json.dumps(version["questions"]),
        },
    )
