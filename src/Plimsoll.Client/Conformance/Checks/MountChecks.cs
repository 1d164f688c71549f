using Plimsoll.Core;
using static Plimsoll.Client.Conformance.SpecificationText;

namespace Plimsoll.Client.Conformance.Checks;

/// <summary>Blobs that a registry takes over from another of its repositories.</summary>
internal static class MountChecks
{
    private const string Area = "Push: mounts";

    private static readonly SpecificationText Says = Distribution("Mounting a blob from another repository", "The response to a successful mount MUST be 201 Created, and MUST contain the header Location. … Alternatively, if a registry does not support cross-repository mounting or is unable to mount the requested blob, it SHOULD return a 202. This indicates that the upload session has begun and that the client MAY proceed with the upload.");

    public static IEnumerable<ConformanceCheck> All =>
    [
        new("mount", Area, CheckLevel.Optional, "A blob is mounted from another repository", Says, async probe =>
        {
            var content = Probe.Bytes(700);
            var digest = await probe.HaveBlobAsync(content);
            var mounted = (await probe.SendAsync("POST", $"/v2/{probe.Other}/blobs/uploads/?mount={digest}&from={probe.Repository}")).Expect(201, 202);
            if (mounted.Status == 202) throw new CheckNotOfferedException("The registry begins an upload instead (202), as it may.");
            (await probe.GetAsync(mounted.Header("Location"))).Expect(200).WithBody(content);
        }),
        new("mount-anonymous", Area, CheckLevel.Optional, "A blob is mounted without saying from where", Distribution("Mounting a blob from another repository", "The registry MAY treat the from parameter as optional, and it MAY cross-mount the blob if it can be found."), async probe =>
        {
            var digest = await probe.HaveBlobAsync(Probe.Bytes(700));
            if ((await probe.SendAsync("POST", $"/v2/{probe.Other}/blobs/uploads/?mount={digest}")).Expect(201, 202).Status == 202) throw new CheckNotOfferedException("The registry begins an upload instead (202), as it may.");
            (await probe.HeadAsync($"/v2/{probe.Other}/blobs/{digest}")).Expect(200);
        }),
        new("mount-missing", Area, CheckLevel.Must, "A blob that cannot be mounted can be uploaded right away", Says, async probe =>
        {
            var content = Probe.Bytes(700);
            var digest = Digest.Of(content).Value;
            var started = (await probe.SendAsync("POST", $"/v2/{probe.Other}/blobs/uploads/?mount={digest}&from={probe.Repository}")).Expect(202);
            (await probe.SendAsync("PUT", probe.Closing(started.Header("Location"), digest), content)).Expect(201);
            (await probe.GetAsync($"/v2/{probe.Other}/blobs/{digest}")).Expect(200).WithBody(content);
        }),
    ];
}
