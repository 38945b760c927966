"""Runs a compiled process in memory, on SpiffWorkflow, with the token semantics of Camunda 8."""

from engine.spiff.compile import CompiledProcess, Library, compile_library, compile_process
from engine.spiff.incidents import Incident, IncidentKind
from engine.spiff.machine import Machine

__all__ = ["CompiledProcess", "Incident", "IncidentKind", "Library", "Machine", "compile_library", "compile_process"]
