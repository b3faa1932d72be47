import { Loading } from '@callboard/web'

/** The reader's columns while the page is on its way, so that nothing jumps when it arrives. */
export const ReaderSkeleton = () => (
  <div className="td-reader">
    <div className="td-columns">
      <div className="td-side">
        <Loading lines={6} />
      </div>
      <div className="td-middle">
        <Loading lines={12} />
      </div>
    </div>
  </div>
)
