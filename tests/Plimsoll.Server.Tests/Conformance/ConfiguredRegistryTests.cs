using Plimsoll.Server.Configuration;
using Plimsoll.Server.Tests.Fixtures;

namespace Plimsoll.Server.Tests.Conformance;

/// <summary>Sections that a registry passes only where it is set up for them: "sparse", and requests that name the upstream of a mirror.</summary>
public sealed class ConfiguredRegistryTests(ConfiguredRegistryTests.Configured registry) : IClassFixture<ConfiguredRegistryTests.Configured>
{
    [Fact]
    public async Task A_repository_for_sparse_indexes_takes_an_index_without_its_children()
    {
        var repository = new RepositoryOnWire(registry.Wire, "sparse/" + ImageBuilder.Unique());
        var child = Content.Random(8) with { MediaType = ImageBuilder.Manifest };
        var index = ImageBuilder.IndexOf([child.Descriptor]);

        (await repository.PutAsync(index, "sparse-index")).Expect(201);

        (await registry.Wire.GetAsync(repository.Manifest("sparse-index"))).Expect(200).Body.ShouldBe(index.Bytes);
        (await registry.Wire.GetAsync(repository.Manifest(child.Digest))).ExpectError(404, "MANIFEST_UNKNOWN");
        (await new RepositoryOnWire(registry.Wire, "dense/a").PutAsync(index, "sparse-index")).ExpectError(404, "MANIFEST_BLOB_UNKNOWN");
    }

    [Theory]
    [InlineData("?ns=docker.io", "docker.io")]
    [InlineData("?ns=quay.io", null)]
    [InlineData("", null)]
    public async Task The_namespace_that_is_served_is_named_in_the_answer(string query, string? expected)
    {
        var repository = RepositoryOnWire.New(registry.Wire);
        (await repository.PutAsync(ImageBuilder.IndexOf([]), "latest")).Expect(201);

        (await registry.Wire.GetAsync(repository.Manifest("latest") + query)).Expect(200)["OCI-Namespace"].ShouldBe(expected);
    }

    /// <summary>A server with both settings.</summary>
    public sealed class Configured : RegistryFixture
    {
        protected override void Configure(ServerOptions options)
        {
            options.Registry.SparseIndexes.Add("sparse/**");
            options.Registry.Namespaces.Add("docker.io");
        }
    }
}
