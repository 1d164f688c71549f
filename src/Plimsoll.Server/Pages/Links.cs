using Plimsoll.Core;
using Plimsoll.Server.Api.Images;

namespace Plimsoll.Server.Pages;

/// <summary>The addresses of pages and of their JSON. Names, tags and digests have only characters that a path may hold.</summary>
internal static class Links
{
    public static string Repository(RepositoryName repository) => "/r/" + repository;

    public static string Image(RepositoryName repository, Tag tag) => $"/r/{repository}:{tag}";

    public static string Image(RepositoryName repository, Digest digest) => $"/r/{repository}@{digest}";

    /// <summary>A view of an image, such as <c>packages</c>.</summary>
    public static string View(StoredImage image, string view) => $"/r/{image.Reference}" + (view.Length == 0 ? "" : "/" + view);

    public static string Api(string resource, params (string Key, string? Value)[] query) => With("/api/v1/" + resource, query);

    /// <summary>A path with the parameters that have a value.</summary>
    public static string With(string path, params (string Key, string? Value)[] query) =>
        path + QueryString.Create(query.Where(q => !string.IsNullOrEmpty(q.Value)).Select(q => KeyValuePair.Create(q.Key, q.Value)));
}
