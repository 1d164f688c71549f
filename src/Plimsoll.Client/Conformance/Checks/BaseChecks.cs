using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>Whether it is a registry at all.</summary>
internal static class BaseChecks
{
    private const string Area = "Support";

    private static readonly SpecificationText Says = Distribution("Determining Support", "To check whether or not the registry implements this specification, perform a GET request to the following endpoint: /v2/. If the response is 200 OK, then the registry implements this specification.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("support-ping", Area, CheckLevel.Must, "/v2/ answers 200", Says, async probe => (await probe.GetAsync("/v2/")).Expect(200)),
        new("support-version-header", Area, CheckLevel.Optional, "/v2/ names the version of Docker's API, which some clients ask for", Says, async probe => (await probe.GetAsync("/v2/")).Expect(200).With("Docker-Distribution-Api-Version", "registry/2.0")),
    ];
}
