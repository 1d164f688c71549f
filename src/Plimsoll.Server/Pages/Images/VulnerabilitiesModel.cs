using Plimsoll.Server.Exposure;
using Plimsoll.Vulnerabilities.Vex;

namespace Plimsoll.Server.Pages.Images;

/// <summary>What is known against an image, what can be mended first.</summary>
/// <param name="Image">The image.</param>
/// <param name="Findings">What is known; null while the image is not open.</param>
/// <param name="ShowsAll">True when what cannot be mended, or is settled, is listed too.</param>
internal sealed record VulnerabilitiesModel(ImageModel Image, ImageFindings? Findings, bool ShowsAll)
{
    /// <summary>Findings of a page; the JSON has all.</summary>
    public const int MaxShown = 500;

    /// <summary>What is listed.</summary>
    public IReadOnlyList<VulnerabilityFinding> Shown => field ??= [.. (Findings?.Findings ?? []).Where(finding => ShowsAll || (finding.IsActionable && !finding.IsExcused)).Take(MaxShown)];

    /// <summary>What is not listed.</summary>
    public int Hidden => (Findings?.Findings.Count ?? 0) + (Findings?.Hidden ?? 0) - Shown.Count;

    /// <summary>The same from the API.</summary>
    public string Json => Links.Api("findings", ("image", Image.Image.ByDigest));

    /// <summary>The address of the list with everything, or with what can be mended.</summary>
    public string Href(bool all) => Links.With(Links.View(Image.Named, "vulnerabilities"), ("platform", Image.Platform), ("all", all ? "yes" : null));

    /// <summary>Who signed a statement, in words.</summary>
    public static string Words(VexSignature signature) => signature switch
    {
        { Verdict: "verified", Name: { } name } => "signed by " + name,
        { Verdict: "verified" } => "signed by " + (signature.Identity ?? "a key"),
        { Verdict: "unsigned" } => "unsigned",
        _ => $"signature {signature.Verdict}: {signature.Reason}",
    };

    public static async Task<VulnerabilitiesModel> LoadAsync(HttpContext http, string host, ImageModel image, ImageVulnerabilities vulnerabilities) => new(
        image, image.Document is { } document ? await vulnerabilities.FindAsync(host, image.Named, image.Image, document, http.Request.Query["all"] == "yes", http.RequestAborted) : null, http.Request.Query["all"] == "yes");
}
