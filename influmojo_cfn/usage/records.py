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
from influmojo_cfn.files import keep_input

Record = dict[str, Any]
Progress = Callable[[int], None]
CHUNK = 1 << 20
LARGEST_RECORD = 64 << 20
_NAMES = ("*.json", "*.json.gz", "*.gz", "*.jsonl")
_ACCOUNT = re.compile(r"[0-9]{12}")
_HEAD = re.compile(r"[\s\ufeff]*(?:\{\s*\"(?:Records|Events)\"\s*:\s*)?\[")
_LONGEST_HEAD = 200
_NEXT = re.compile(r"[\s,\ufeff]*")
_MEMBER = re.compile(r"[\s,]*\"[^\"]*\"\s*:\s*")
"""A key after a list of records, such as NextToken."""
_END = re.compile(r"\s*\}")
_DIGEST = "_CloudTrail-Digest_"
_DECODE = json.JSONDecoder().raw_decode
_BEGINNING = '{"eventVersion":'
_INSIGHT = "AwsCloudTrailInsight"
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
    if _DIGEST in path.name:
        return False
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
            keep_input(path)
            with path.open("rb") as raw:
                # A pipe cannot go back: <(zcat *.gz).
                is_compressed = raw.peek(len(_GZIP)).startswith(_GZIP)
                stream = gzip.GzipFile(fileobj=raw) if is_compressed else raw
                others, known = 0, 0
                for value in _Stream(cast("IO[bytes]", stream), raw, progress, names).records():
                    found = list(_unpacked(value))
                    known += len(found)
                    others += _count_others(value)
                    yield from found
                if others:
                    count = f"{others:,} of its values are not records"
                    raise ValueError(count if known else "it contains no record")
        except (OSError, EOFError, UnicodeDecodeError, ValueError, RecursionError) as error:
            raise Error(
                f"{path}: is not a whole file of CloudTrail records ({error}); "
                "download it again, or omit it"
            ) from error


def _unpacked(value: Any) -> Iterator[Record]:
    """Yield a record, the one that an event of lookup-events holds as a string, or those of a list.

    ``{"NextToken": ..., "Events": [...]}`` is one value where its list does not come first. An
    insight is not a call: it reports how often others made one.
    """
    if not isinstance(value, dict) or _is_insight(value):
        return
    if "eventTime" in value:
        yield value
    elif isinstance(text := value.get("CloudTrailEvent"), str):
        inner = json.loads(text)
        if isinstance(inner, dict) and not _is_insight(inner):
            yield inner
    else:
        for each in (*_list(value.get("Records")), *_list(value.get("Events"))):
            yield from _unpacked(each)


def _count_others(value: Any) -> int:
    """Return how many values of a file are neither records nor lists of them."""
    if not isinstance(value, dict):
        return 1
    listed = [*_list(value.get("Records")), *_list(value.get("Events"))]
    if "Records" in value or "Events" in value:
        return sum(map(_count_others, listed))
    return int("eventTime" not in value and not isinstance(value.get("CloudTrailEvent"), str))


def _is_insight(record: Record) -> bool:
    """Return whether a record tells of unusual activity.

    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html
    """
    return record.get("eventType") == _INSIGHT


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
        """Yield each value; files that were joined, such as pages, follow each other."""
        in_array = self._is_array()
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
                self.place += 1
                in_array = self._is_next_array()
                continue
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

    def _is_array(self) -> bool:
        """Pass over the beginning of a list, and return whether there is one."""
        while len(self.text) - self.place < _LONGEST_HEAD and self.more():
            pass
        head = _HEAD.match(self.text, self.place)
        if head:
            self.place = head.end()
        return head is not None

    def _is_next_array(self) -> bool:
        """Pass over what follows a list in its object, and the beginning of the next list."""
        while self._is_member():
            pass
        end = _END.match(self.text, self.place)
        self.place = end.end() if end else self.place
        return self._is_array()

    def _is_member(self) -> bool:
        """Pass over a key and its value, and return whether there is one."""
        while True:
            key = _MEMBER.match(self.text, self.place)
            try:
                if key:
                    self.place = _DECODE(self.text, key.end())[1]
                    return True
            except json.JSONDecodeError:
                key = None
            if not self.more():
                return False

    def _passed_over(self) -> str:
        """Pass over a record that holds none of the names, and return its time.

        AWS begins each record alike, and inside of one that text would be escaped.
        """
        if not self.text.startswith(_BEGINNING, self.place):
            return ""
        end = self.text.find(_BEGINNING, self.place + len(_BEGINNING))
        if end < 0:
            return ""
        for name in (*self.names, _INSIGHT):
            if self.text.find(name, self.place, end) >= 0:
                return ""
        at = self.text.find(_TIME, self.place, end) + len(_TIME)
        if at < self.place + len(_TIME):
            return ""
        self.place = end
        return self.text[at : self.text.find('"', at)]
