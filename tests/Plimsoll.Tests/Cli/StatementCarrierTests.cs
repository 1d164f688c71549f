using System.Text;
using System.Text.Json.Nodes;
using Plimsoll.Cli.Copying;
using Plimsoll.Core;
using Plimsoll.Core.Manifests;
using Plimsoll.Trust.Signing;

namespace Plimsoll.Tests.Cli;

/// <summary>What a source may have a copy write besides the image.</summary>
public sealed class StatementCarrierTests
{
    private static readonly Descriptor Image = new() { MediaType = MediaTypes.OciManifest, Digest = Digest.Of("image"u8), Size = 5 };

    private static readonly byte[] Bundle = "{}"u8.ToArray();

    [Fact]
    public void A_bundle_about_the_image_is_taken_along() => StatementCarrier.Read(Statement(Manifest(Image), Bundle), Image.Digest).ShouldNotBeNull();

    [Fact]
    public void Nothing_is_written_about_another_image()
    {
        var other = Image with { Digest = Digest.Of("other"u8) };

        StatementCarrier.Read(Statement(Manifest(other), Bundle), Image.Digest).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}""")]
    [InlineData("""{"schemaVersion":2}""")]
    [InlineData("nonsense")]
    public void Nothing_is_written_that_is_no_bundle(string manifest) => StatementCarrier.Read(Statement(Encoding.UTF8.GetBytes(manifest), Bundle), Image.Digest).ShouldBeNull();

    [Theory]
    [InlineData("""{"manifest":1,"bundle":"x"}""")]
    [InlineData("""{"bundle":"x"}""")]
    [InlineData("[]")]
    [InlineData("7")]
    public void An_answer_of_another_kind_is_no_statement(string answer) => StatementCarrier.Read(JsonNode.Parse(answer)!, Image.Digest).ShouldBeNull();

    [Fact]
    public void A_manifest_that_names_another_bundle_is_not_written() => StatementCarrier.Read(Statement(Manifest(Image), "other"u8.ToArray()), Image.Digest).ShouldBeNull();

    private static byte[] Manifest(Descriptor subject) => BundleArtifact.Manifest(subject, Bundle, "https://example.org/type", DateTimeOffset.UnixEpoch);

    private static JsonObject Statement(byte[] manifest, byte[] bundle) => new() { ["manifest"] = Encoding.UTF8.GetString(manifest), ["bundle"] = Encoding.UTF8.GetString(bundle) };
}
