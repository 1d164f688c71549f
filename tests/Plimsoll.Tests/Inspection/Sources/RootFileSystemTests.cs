using Plimsoll.Core.Facts;
using Plimsoll.Inspection;
using Plimsoll.Inspection.Content;
using Plimsoll.Inspection.Ecosystems;
using Plimsoll.Inspection.Layers;
using Plimsoll.Inspection.Sources;
using Plimsoll.Tests.Inspection.Fixtures;

namespace Plimsoll.Tests.Inspection.Sources;

public sealed class RootFileSystemTests : IDisposable
{
    private const string Stanza = "Package: a\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Never_follows_links_out_of_the_root()
    {
        using var outside = new TemporaryDirectory();
        outside.Write("status", System.Text.Encoding.UTF8.GetBytes(Stanza));
        Directory.CreateDirectory(Path.Combine(_directory.Path, "var/lib"));
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "var/lib/dpkg"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "up"), "../../../../../..");

        var document = await InspectAsync();

        document.Packages.ShouldBeEmpty();
        document.Layers.ShouldHaveSingleItem().Files.ShouldBe(4);
    }

    [Theory]
    [InlineData("oci-layout", "index.json", "an OCI image layout: write oci:")]
    [InlineData("version", "manifest.json", "what skopeo keeps images in: 'skopeo copy dir:")]
    public async Task Takes_no_directory_in_which_an_image_is_kept_for_a_root_without_packages(string one, string other, string reason)
    {
        _directory.Write(one, []);
        _directory.Write(other, []);

        (await Should.ThrowAsync<ImageNotFoundException>(InspectAsync)).Message.ShouldStartWith($"'{_directory.Path}' is no root file system but {reason}");

        Directory.CreateDirectory(Path.Combine(_directory.Path, "etc"));
        (await InspectAsync()).Layers.ShouldHaveSingleItem().Files.ShouldBe(3);
    }

    [Fact]
    public async Task Follows_links_inside_the_root_as_a_container_would()
    {
        _directory.Write("usr/lib/sysimage/dpkg/status", System.Text.Encoding.UTF8.GetBytes(Stanza));
        Directory.CreateDirectory(Path.Combine(_directory.Path, "var/lib"));
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "var/lib/dpkg"), "/usr/lib/sysimage/dpkg");

        var document = await InspectAsync();

        document.Packages.ShouldHaveSingleItem().Layer.ShouldBe(0);
        document.Completeness.ShouldBe(Completeness.Complete);
    }

    [Fact]
    public async Task Never_opens_a_pipe_or_a_socket()
    {
        Directory.CreateDirectory(Path.Combine(_directory.Path, "var/lib/dpkg"));
        Tool.Run("mkfifo", [Path.Combine(_directory.Path, "var/lib/dpkg/status")]);
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(_directory.Path, "socket")));

        (await InspectAsync().WaitAsync(TimeSpan.FromSeconds(30))).Packages.ShouldBeEmpty();
        Types().ShouldBe(["socket Socket", "var Directory", "var/lib Directory", "var/lib/dpkg Directory", "var/lib/dpkg/status Fifo"]);
    }

    [Fact]
    public void Opens_only_regular_files_even_when_asked_for_others()
    {
        Tool.Run("mkfifo", [Path.Combine(_directory.Path, "pipe")]);
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "link"), _directory.Write("file", [1]));

        FileStatus.OpenRegular(Path.Combine(_directory.Path, "pipe")).ShouldBeNull();
        FileStatus.OpenRegular(Path.Combine(_directory.Path, "link")).ShouldBeNull();
        FileStatus.OpenRegular("/dev/zero").ShouldBeNull();
        using var handle = FileStatus.OpenRegular(Path.Combine(_directory.Path, "file"));
        handle.ShouldNotBeNull();
    }

    [Fact]
    public async Task Says_that_there_is_no_such_directory() =>
        await Should.ThrowAsync<ImageNotFoundException>(() => new ImageInspector(TimeProvider.System).InspectDirectoryAsync(_directory.Path + "/missing", InspectOptions.Default, CancellationToken.None));

    private IEnumerable<string> Types()
    {
        using var facts = new FactsCollector(LayerLimits.Default, KnownCataloguers.All, KnownScanners.All);
        new RootFileSystem(_directory.Path, facts, new HashSet<string>(), Scan.NoDeadline, CancellationToken.None).Walk();
        return facts.ToFacts(null, null, 0).Files.Select(file => $"{file.Path} {file.Type}");
    }

    private Task<InspectionDocument> InspectAsync() =>
        new ImageInspector(TimeProvider.System).InspectDirectoryAsync(_directory.Path, InspectOptions.Default, CancellationToken.None);
}
