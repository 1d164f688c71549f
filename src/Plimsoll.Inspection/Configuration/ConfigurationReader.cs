using System.Text.Json;
using Plimsoll.Core;
using Plimsoll.Core.Facts;

namespace Plimsoll.Inspection.Configuration;

/// <summary>Reads an image configuration (OCI image-spec, config.md, and Docker's superset of it). Nothing in it may end an inspection.</summary>
internal static class ConfigurationReader
{
    /// <summary>Largest configuration that is read, in bytes.</summary>
    public const int MaxSize = 8 * 1024 * 1024;

    private const int MaxDepth = 64;

    /// <summary>Reads a configuration; null when it is no JSON object.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="layers">Number of layers of the manifest, to match the history with.</param>
    /// <param name="problem">Told of what is wrong.</param>
    public static ConfigurationFacts? Read(ReadOnlyMemory<byte> content, int layers, Action<string> problem)
    {
        try
        {
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (json.RootElement.ValueKind == JsonValueKind.Object) return Read(new JsonFacts(json.RootElement, "", problem), layers, problem);
            problem("the image configuration is not a JSON object");
        }
        catch (JsonException e)
        {
            problem("the image configuration is not valid JSON: " + e.Message);
        }
        return null;
    }

    private static ConfigurationFacts Read(JsonFacts root, int layers, Action<string> problem)
    {
        var config = root.Object("config");
        var health = config.Object("Healthcheck");
        var healthTest = health.Strings("Test");
        return new ConfigurationFacts
        {
            Platform = (root.String("os"), root.String("architecture"), root.String("variant")) switch
            {
                (null, null, _) => null,
                var (os, architecture, variant) => $"{os ?? "unknown"}/{architecture ?? "unknown"}{(variant is null ? "" : "/" + variant)}",
            },
            Created = root.String("created"),
            Author = root.String("author"),
            DockerVersion = root.String("docker_version"),
            BuildHost = root.Object("container_config").String("Hostname") ?? config.String("Hostname"),
            Labels = config.Map("Labels"),
            Config = new ImageConfiguration
            {
                User = config.String("User"),
                Env = config.Strings("Env"),
                Entrypoint = config.Strings("Entrypoint"),
                Cmd = config.Strings("Cmd"),
                ExposedPorts = config.Keys("ExposedPorts"),
                Volumes = config.Keys("Volumes"),
                WorkingDir = config.String("WorkingDir"),
                StopSignal = config.String("StopSignal"),
                HealthCheck = healthTest is null ? null : new HealthCheck
                {
                    Test = healthTest,
                    Interval = health.Number("Interval"),
                    Timeout = health.Number("Timeout"),
                    Retries = health.Number("Retries"),
                },
            },
            History = History(root, layers, problem),
            DiffIds = DiffIds(root.Object("rootfs").Strings("diff_ids") ?? []),
        };
    }

    /// <summary>What is no digest stays as a place without one.</summary>
    private static List<Digest?> DiffIds(IReadOnlyList<string> texts)
    {
        var digests = new List<Digest?>(texts.Count);
        foreach (var text in texts) digests.Add(Digest.TryParse(text, out var digest) ? digest : null);
        return digests;
    }

    /// <summary>Lines that are not marked empty belong to the layers in order. Where they do not add up none is tied to a layer: a wrong origin is worse than none.</summary>
    private static List<HistoryEntry> History(JsonFacts root, int layers, Action<string> problem)
    {
        var lines = root.Objects("history").ToList();
        var withLayer = lines.Count(line => !line.IsTrue("empty_layer"));
        if (lines.Count > 0 && withLayer != layers) problem($"the history has {withLayer} lines for {layers} layers, so no line is tied to a layer");
        var layer = 0;
        return
        [
            .. lines.Select(line => new HistoryEntry
            {
                Created = line.String("created"),
                CreatedBy = line.String("created_by"),
                Author = line.String("author"),
                Comment = line.String("comment"),
                Layer = withLayer == layers && !line.IsTrue("empty_layer") ? layer++ : null,
            }),
        ];
    }
}
