"""The subjects a petition may be filed under."""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    TRANSPORT = "transport"
    EDUCATION = "education"
    HEALTH = "health"
    LABOUR = "labour"
    FAMILY = "family"
    HOUSING = "housing"
    ENVIRONMENT = "environment"
    ANIMALS = "animals"
    AGRICULTURE = "agriculture"
    DIGITAL = "digital"
    CULTURE = "culture"
    FINANCE = "finance"
    JUSTICE = "justice"
    SAFETY = "safety"
