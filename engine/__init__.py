"""A BPMN, DMN and form engine in the Camunda 8 dialect."""

from engine.dmn import evaluate_decision as evaluate_decision
from engine.feel import evaluate_feel as evaluate_feel
from engine.forms import validate_form as validate_form
