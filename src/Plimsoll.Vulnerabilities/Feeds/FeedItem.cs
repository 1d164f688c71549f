using Plimsoll.Core.Advisories;

namespace Plimsoll.Vulnerabilities.Feeds;

/// <summary>Something a feed holds, or what is wrong with it.</summary>
/// <param name="File">Path of the file it was read from; what lies in an archive comes after the archive and an exclamation mark.</param>
public abstract record FeedItem(string File);

/// <summary>A record of an advisory database.</summary>
/// <param name="File"><inheritdoc/></param>
/// <param name="Advisory">The record.</param>
public sealed record AdvisoryItem(string File, Advisory Advisory) : FeedItem(File);

/// <summary>An entry of the catalogue of exploited vulnerabilities.</summary>
/// <param name="File"><inheritdoc/></param>
/// <param name="Entry">The entry.</param>
public sealed record KevItem(string File, KevEntry Entry) : FeedItem(File);

/// <summary>A probability of exploitation.</summary>
/// <param name="File"><inheritdoc/></param>
/// <param name="Entry">The entry.</param>
public sealed record EpssItem(string File, EpssEntry Entry) : FeedItem(File);

/// <summary>A VEX document.</summary>
/// <param name="File"><inheritdoc/></param>
/// <param name="Document">The document.</param>
public sealed record VexItem(string File, VexDocument Document) : FeedItem(File);

/// <summary>A file or record that could not be used, or not wholly. The rest is.</summary>
/// <param name="File"><inheritdoc/></param>
/// <param name="Source">The database the record would be from; null when that is not known.</param>
/// <param name="Record">Identifier of the record; null when the problem is one of the whole file.</param>
/// <param name="Reason">What is wrong, in one sentence.</param>
public sealed record FeedProblem(string File, string? Source, string? Record, string Reason) : FeedItem(File);

/// <summary>A file that is no feed, such as the licence of a database: said, and no problem.</summary>
/// <param name="File"><inheritdoc/></param>
public sealed record SkippedFile(string File) : FeedItem(File);
