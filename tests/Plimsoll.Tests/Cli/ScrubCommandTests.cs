using System.Text.Json.Nodes;
using Plimsoll.Cli.Commands;

namespace Plimsoll.Tests.Cli;

public sealed class ScrubCommandTests
{
    [Fact]
    public void Names_the_login_that_the_other_registry_asked_for() =>
        ScrubCommand.NextStep(Notes(0, "x was not repaired: 401; PLIMSOLL_REPAIR_USER and PLIMSOLL_REPAIR_PASSWORD", "https://registry2.example.org"))
            .ShouldBe("PLIMSOLL_REPAIR_USER=NAME PLIMSOLL_REPAIR_PASSWORD=PASSWORD plimsoll scrub --repair-from https://registry2.example.org");

    [Fact]
    public void Names_the_repair_where_there_was_none() => ScrubCommand.NextStep(Notes(0, null, null)).ShouldBe("plimsoll scrub --repair-from URL");

    [Fact]
    public void Names_nothing_where_all_is_repaired() => ScrubCommand.NextStep(Notes(1, null, "https://registry2.example.org")).ShouldBeNull();

    private static JsonObject Notes(long repaired, string? lastError, string? from) =>
        new() { ["missing"] = 0L, ["damaged"] = 1L, ["repaired"] = repaired, ["lastError"] = lastError, ["request"] = new JsonObject { ["repairFrom"] = from } };
}
