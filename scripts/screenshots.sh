#!/bin/bash
# Takes the pictures of the README anew: docs/images/*.png.
set -euo pipefail
cd "$(dirname "$0")/.."
export TESTINGPLATFORM_TELEMETRY_OPTOUT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
dotnet build tests/Plimsoll.Server.Tests -c Release -p:Screenshots=true -v quiet -nologo
artifacts/bin/Plimsoll.Server.Tests/release/Plimsoll.Server.Tests --no-progress --filter-class "*.Pages.Screenshots" "*.Pages.TrustScreenshots"
