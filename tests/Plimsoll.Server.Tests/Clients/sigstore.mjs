// Signs and verifies with Sigstore's own JavaScript: node sigstore.mjs (sign-message|sign-envelope|verify) FILES…, told by the environment.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';

const require = createRequire(process.env.NODE_HOME + '/');
const { MessageSignatureBundleBuilder, DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness } = require('@sigstore/sign');
const { bundleFromJSON, bundleToJSON } = require('@sigstore/bundle');
const { TrustedRoot } = require('@sigstore/protobuf-specs');
const { Verifier, toSignedEntity, toTrustMaterial } = require('@sigstore/verify');

const [verb, artifact, bundle] = process.argv.slice(2);
const server = process.env.SERVER;
const content = readFileSync(artifact);

if (verb === 'verify') {
  const root = TrustedRoot.fromJSON((await (await fetch(server + '/.well-known/plimsoll-trust.json')).json()).trustedRoot);
  const verifier = new Verifier(toTrustMaterial(root), { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 });
  const entity = toSignedEntity(bundleFromJSON(JSON.parse(readFileSync(bundle, 'utf8'))), content);
  const signer = verifier.verify(entity, { subjectAlternativeName: process.env.IDENTITY, extensions: { issuer: server } });
  console.log('verified ' + signer.identity.subjectAlternativeName);
} else {
  const options = {
    signer: new FulcioSigner({ fulcioBaseURL: server + '/trust/fulcio', identityProvider: { getToken: async () => process.env.TOKEN } }),
    witnesses: [
      new RekorWitness({ rekorBaseURL: server + '/trust/log', majorApiVersion: 2 }),
      new TSAWitness({ tsaBaseURL: server + '/trust/tsa' }),
    ],
  };
  const made = verb === 'sign-message'
    ? await new MessageSignatureBundleBuilder(options).create({ data: content })
    : await new DSSEBundleBuilder(options).create({ data: content, type: 'application/vnd.in-toto+json' });
  writeFileSync(bundle, JSON.stringify(bundleToJSON(made)));
  console.log('signed');
}
