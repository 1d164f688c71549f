#!/bin/bash
# Prints how well secrets are found: recall and precision over the labelled set, beside gitleaks over the same files.
set -euo pipefail
cd "$(dirname "$0")/.."
export TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build tests/Plimsoll.Tests -c Release -v quiet -nologo
artifacts/bin/Plimsoll.Tests/release/Plimsoll.Tests --no-progress --no-ansi --output detailed --filter-class "*.LabelledSecretsTests" | grep -E "^ *(missed|false alarm|plimsoll|gitleaks|[0-9]+ files|failed|passed)"
