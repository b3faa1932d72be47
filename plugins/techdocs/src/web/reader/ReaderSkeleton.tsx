import { Loading } from '@callboard/web'

/** The reader's columns while the page is on its way, so that nothing jumps when it arrives. */
export const ReaderSkeleton = () => (
  <div className="docs-reader">
    <div className="docs-columns">
      <div className="docs-side">
        <Loading lines={6} />
      </div>
      <div className="docs-middle">
        <Loading lines={12} />
      </div>
    </div>
  </div>
)
