"""Records of CloudTrail from files, one after the other, in bounded memory.

What AWS delivers: ``{"Records": [...]}``, mostly compressed, in folders by account, Region and day.
What ``aws cloudtrail lookup-events`` prints: ``{"Events": [...]}``, each with a CloudTrailEvent
that is a record as a string. And records one in a line, or as a list.
"""

from __future__ import annotations

import codecs
import gzip
import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import IO, Any, cast

from influmojo_cfn.errors import Error

Record = dict[str, Any]
Progress = Callable[[int], None]
CHUNK = 1 << 20
LARGEST_RECORD = 64 << 20
_NAMES = ("*.json", "*.json.gz", "*.gz", "*.jsonl")
_ACCOUNT = re.compile(r"[0-9]{12}")
_HEAD = re.compile(r"\s*(?:\{\s*\"(?:Records|Events)\"\s*:\s*)?\[")
_LONGEST_HEAD = 200
_NEXT = re.compile(r"[\s,]*")
_DECODE = json.JSONDecoder().raw_decode
_BEGINNING = '{"eventVersion":'
_TIME = '"eventTime":"'
_GZIP = b"\x1f\x8b"


def files_below(paths: Sequence[Path]) -> list[Path]:
    """Return the files of paths, folders with all that is below them; digests are not records.

    Raises:
        Error: a path does not exist, or a folder holds no file of records.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = {each for name in _NAMES for each in path.rglob(name)}
            inside = {each for each in inside if _is_of_records(each)}
            if not inside:
                raise Error(f"{path}: no .json or .json.gz file is below; give CloudTrail's folder")
            found |= dict.fromkeys(sorted(inside))
        elif path.exists():
            found[path] = None
        else:
            raise Error(f"{path}: does not exist; give a file or a folder of CloudTrail records")
    return list(found)


def _is_of_records(path: Path) -> bool:
    """Return whether a file is of CloudTrail: digests are not, nor what other services deliver.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-find-log-files.html
    """
    folders = path.parts[:-1]
    service = next((each for account, each in pairwise(folders) if _ACCOUNT.fullmatch(account)), "")
    return service in ("", "CloudTrail") or "AWSLogs" not in folders


def records(
    paths: Sequence[Path], progress: Progress = lambda count: None, names: Sequence[str] = ()
) -> Iterator[Record]:
    """Yield the records of files.

    Args:
        paths: the files.
        progress: is told how many bytes of the files were read.
        names: strings of which a record must hold one. Of others only the time is yielded, where
            the file is written as AWS writes it; it is not looked at further.

    Raises:
        Error: a file cannot be read, is cut off, or holds something else.
    """
    for path in paths:
        try:
            with path.open("rb") as raw:
                # A pipe cannot go back: <(zcat *.gz).
                is_compressed = raw.peek(len(_GZIP)).startswith(_GZIP)
                stream = gzip.GzipFile(fileobj=raw) if is_compressed else raw
                others, known = False, False
                for value in _Stream(cast("IO[bytes]", stream), raw, progress, names).records():
                    others = others or not _is_list_of_records(value)
                    for record in _unpacked(value):
                        known = True
                        yield record
                if others and not known:
                    raise ValueError("it contains no record")
        except (OSError, EOFError, UnicodeDecodeError, ValueError, RecursionError) as error:
            raise Error(
                f"{path}: is not a whole file of CloudTrail records ({error}); "
                "download it again, or omit it"
            ) from error


def _unpacked(value: Any) -> Iterator[Record]:
    """Yield a record, the one that an event of lookup-events holds as a string, or those of a list.

    ``{"NextToken": ..., "Events": [...]}`` is one value where its list does not come first.
    """
    if not isinstance(value, dict):
        return
    if "eventTime" in value:
        yield value
    elif isinstance(text := value.get("CloudTrailEvent"), str):
        inner = json.loads(text)
        if isinstance(inner, dict):
            yield inner
    else:
        for each in (*_list(value.get("Records")), *_list(value.get("Events"))):
            yield from _unpacked(each)


def _is_list_of_records(value: Any) -> bool:
    return isinstance(value, dict) and ("Records" in value or "Events" in value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


class _Stream:
    """The values of one JSON array, or of lines, read piece by piece."""

    def __init__(
        self, stream: IO[bytes], raw: IO[bytes], progress: Progress, names: Sequence[str]
    ) -> None:
        self.names = names
        self.stream = stream
        self.raw = raw
        self.progress = progress
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.text = ""
        self.place = 0
        self.told = 0
        self.ended = False

    def more(self) -> bool:
        """Read on; what was taken is forgotten. Return whether there was more."""
        if self.ended:
            return False
        data = self.stream.read(CHUNK)
        self.ended = not data
        self.text = self.text[self.place :] + self.decoder.decode(data, final=self.ended)
        self.place = 0
        if len(self.text) > LARGEST_RECORD:
            raise ValueError(f"one record has more than {LARGEST_RECORD:,} characters")
        at = self.raw.tell() if self.raw.seekable() else self.told + len(data)
        self.progress(at - self.told)
        self.told = at
        return bool(data)

    def records(self) -> Iterator[Any]:
        """Yield each value."""
        while len(self.text) < _LONGEST_HEAD and self.more():
            pass
        head = _HEAD.match(self.text)
        if head:
            self.place = head.end()
        in_array = head is not None
        while True:
            found = _NEXT.match(self.text, self.place)
            self.place = found.end() if found else self.place
            if self.place >= len(self.text):
                if self.more():
                    continue
                if in_array:
                    raise ValueError("it ends before its list does")
                return
            if in_array and self.text[self.place] == "]":
                self._rest()
                return
            if self.names and (time := self._passed_over()):
                yield {"eventTime": time}
                continue
            try:
                record, self.place = _DECODE(self.text, self.place)
            except json.JSONDecodeError:
                if not self.more():
                    raise
                continue
            yield record

    def _passed_over(self) -> str:
        """Pass over a record that holds none of the names, and return its time.

        AWS begins each record alike, and inside of one that text would be escaped.
        """
        if not self.text.startswith(_BEGINNING, self.place):
            return ""
        end = self.text.find(_BEGINNING, self.place + len(_BEGINNING))
        if end < 0:
            return ""
        for name in self.names:
            if self.text.find(name, self.place, end) >= 0:
                return ""
        at = self.text.find(_TIME, self.place, end) + len(_TIME)
        if at < self.place + len(_TIME):
            return ""
        self.place = end
        return self.text[at : self.text.find('"', at)]

    def _rest(self) -> None:
        while self.more():
            self.place = len(self.text)
