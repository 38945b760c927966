"""Gathering findings: what every lint rule is handed."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.bpmn.findings import Finding, Severity
from engine.bpmn.text import Text
from engine.dmn.model import Model


@dataclass
class Notes:
    """The findings of one file so far."""

    model: Model
    file: str
    findings: list[Finding] = field(default_factory=list)

    def add(
        self,
        rule: str,
        severity: Severity,
        element_id: str | None,
        sentence: Text,
        remedy: Text,
        *,
        element_name: str = "",
        **facts: str,
    ) -> None:
        """Note one finding; `facts` fill the places of both sentences."""
        said, way_out = sentence.fill(facts), remedy.fill(facts)
        self.findings.append(
            Finding(
                rule=rule,
                severity=severity,
                element_id=element_id,
                sentence=said.en,
                remedy=way_out.en,
                file=self.file,
                line=self.model.lines.get(element_id or "") or None,
                element_name=element_name,
                sentence_zh=said.zh,
                remedy_zh=way_out.zh,
                facts=facts,
            )
        )
