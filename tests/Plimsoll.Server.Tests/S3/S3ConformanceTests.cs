using Plimsoll.Server.Tests.Conformance;

namespace Plimsoll.Server.Tests.S3;

// What the blob store has a part in, once more over S3: the same sentences, another fixture.

public sealed class S3BlobTests(S3Registry registry) : BlobTests(registry), IClassFixture<S3Registry>;

public sealed class S3BlobRangeTests(S3Registry registry) : BlobRangeTests(registry), IClassFixture<S3Registry>;

public sealed class S3UploadTests(S3Registry registry) : UploadTests(registry), IClassFixture<S3Registry>;

public sealed class S3MountTests(S3Registry registry) : MountTests(registry), IClassFixture<S3Registry>;

public sealed class S3ConcurrencyTests(S3Registry registry) : ConcurrencyTests(registry), IClassFixture<S3Registry>;

public sealed class S3ImageShapeTests(S3Registry registry) : ImageShapeTests(registry), IClassFixture<S3Registry>;

public sealed class S3EmptyRepositoryTests(S3Registry registry) : EmptyRepositoryTests(registry), IClassFixture<S3Registry>;
