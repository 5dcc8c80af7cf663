"""Where our contracts are on each chain: the files that deployments leave behind."""

import json
from collections.abc import Sequence
from pathlib import Path

from bilten_app.infra.contracts import artifact
from bilten_app.infra.deployment import Deployment
from bilten_app.infra.embedded.server import CannotStart
from bilten_app.infra.settings import Settings


def manifest_path(settings: Settings, chain_id: int) -> Path:
    """Return where the manifest of a chain is or would be."""
    folder = settings.chain_deployments or settings.data_dir / "deployments"
    return folder / f"{chain_id}.json"


def mirrored_chains(settings: Settings) -> Sequence[int]:
    """Return the chains that are mirrored: those that have a node and a manifest."""
    return [one for one in settings.node_urls if manifest_path(settings, one).exists()]


def write_manifest(path: Path, deployment: Deployment) -> None:
    """Keep what is on a chain; a reader finds the old file or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(deployment.manifest(), indent=2) + "\n", encoding="utf-8")
    draft.replace(path)


def read_manifest(settings: Settings, chain_id: int) -> Deployment:
    """Return what is on a chain. Raises CannotStart where the code is made for something else."""
    path = manifest_path(settings, chain_id)
    try:
        found = Deployment.from_manifest(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CannotStart(f"{path} is no deployment manifest: {error!r}.") from None
    if found.chain != chain_id:
        raise CannotStart(f"{path} is of chain {found.chain}, not of {chain_id}.")
    changed = [
        name for name, one in found.contracts.items() if one.abi_hash != artifact(name).abi_hash
    ]
    if changed:
        raise CannotStart(
            f"{path} names {', '.join(changed)} with another interface than this version of Bilten"
            " has. Run the version that deployed them, or deploy anew."
        )
    return found


def require_chains(settings: Settings) -> Sequence[int]:
    """Return the chains to mirror. Raises CannotStart if there is none, or one is not ours."""
    chains = mirrored_chains(settings)
    if not chains:
        raise CannotStart(
            "No chain has both a node (BILTEN_CHAIN_NODES) and a deployment manifest"
            " (BILTEN_CHAIN_DEPLOYMENTS)."
        )
    for one in chains:
        read_manifest(settings, one)
    return chains
